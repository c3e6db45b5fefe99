/** A revert by a person is a hold, whichever way the bump came to its branch. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import {
  closeWorlds,
  codesOf,
  configOf,
  createDeliveryWorld,
  doneOf,
  heldOf,
  marked,
  type DeliveryWorld,
} from '../support/delivery-world.ts'
import { openDouble } from '../support/open-double.ts'
import { removeRepositories } from '../support/real-repository.ts'

const double = await openDouble()
afterEach(closeWorlds)
afterAll(removeRepositories)

const newer = ['1.0.0', '1.1.0', '1.2.0'] as const

/** How a repository is set up to word its squashed commits: by the commit (GitHub's default), by title and body, or by the title alone. */
const merges: readonly (readonly [string, (world: DeliveryWorld) => string])[] = [
  ['a merge commit', (world) => world.person().merge(1, 'merge')],
  ['a rebase', (world) => world.person().merge(1, 'rebase')],
  ['a squash with the message of its commit', (world) => squash(world, messageOf(world))],
  ['a squash with the body of the request', (world) => squash(world, world.pull(1).body)],
  ['a squash with its title alone', (world) => squash(world, '')],
]

function squash(world: DeliveryWorld, text: string, number = 1): string {
  const title = `${world.pull(number).title} (#${number})`
  const body = { merge_method: 'squash', commit_title: title, commit_message: text }
  return world.person().ask('PUT', `/pulls/${number}/merge`, body)['sha']
}

function messageOf(world: DeliveryWorld): string {
  const { headCommit } = world.pull(1)
  const { message } = world.person().ask('GET', `/git/commits/${headCommit}`)
  return String(message).split('\n').slice(1).join('\n').trim()
}

describe('a merged request that somebody reverts', () => {
  test.each(merges)('as %s: its version is held, until a newer one appears', async (_, merge) => {
    const world = await createDeliveryWorld(double, configOf('pullRequest'))
    await world.run()
    const commit = merge(world)
    expect(doneOf(await world.run())).toEqual([])
    world.person().revert(commit)
    const report = await world.run()
    expect([heldOf(report), codesOf(report)]).toEqual([['production:web reverted'], ['version-declined']])
    expect(doneOf(report)).toEqual([])
    world.setTags('web', ...newer)
    expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
  })

  test("by GitHub's own button, with the squashed message of its request, is held too", async () => {
    const world = await createDeliveryWorld(double, configOf('pullRequest'))
    await world.run()
    squash(world, world.pull(1).body)
    const number = world.person().revertPull(1)
    world.person().merge(number, 'squash')
    expect(heldOf(await world.run())).toEqual(['production:web reverted'])
  })

  test('comes back where somebody writes it by hand, or where nobody is heard on purpose', async () => {
    const world = await createDeliveryWorld(double, configOf('pullRequest'))
    await world.run()
    world.person().revert(world.person().merge(1))
    const deaf = configOf('pullRequest').replace('    paths', '    hold: ignore\n    paths')
    await world.remote.commit('main', { '.github/image-bump.yaml': deaf })
    expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
  })
})

describe('a direct commit that somebody reverts', () => {
  test.each(['api', 'git'] as const)('made by %s: its version is held', async (commits) => {
    const world = await createDeliveryWorld(double, configOf('commit'))
    expect(doneOf(await world.run({}, { commits }))).toEqual(['committed'])
    world.person().revert((await world.headOf('main'))!)
    const report = await world.run({}, { commits })
    expect([heldOf(report), doneOf(report)]).toEqual([['production:web reverted'], []])
    world.setTags('web', ...newer)
    expect(doneOf(await world.run({}, { commits }))).toEqual(['committed'])
    expect(await world.read('main', 'apps/web.yaml')).toBe(marked('web', '1.2.0'))
  })

  test('is found behind other commits, and thirty commits further back it is said to be unknown', async () => {
    const world = await createDeliveryWorld(double, configOf('commit'))
    await world.run()
    world.person().revert((await world.headOf('main'))!)
    const touch = (count: number) =>
      world.remote.commit('main', { 'apps/web.yaml': `${marked('web', '1.0.0')}# ${count}\n` })
    for (let count = 0; count < 29; count += 1) await touch(count)
    expect(heldOf(await world.run())).toEqual(['production:web reverted'])
    await touch(29)
    const report = await world.run()
    expect([doneOf(report), codesOf(report)]).toEqual([['committed'], ['history-unknown']])
  })

  test('is found where the messages tell nothing of either', async () => {
    const world = await createDeliveryWorld(double, configOf('commit', "commit: { message: 'New images' }"))
    await world.run()
    expect(await world.subjects('main')).toContain('New images')
    world.person().push('main', { 'apps/web.yaml': marked('web', '1.0.0') }, 'Calm down')
    expect(heldOf(await world.run())).toEqual(['production:web reverted'])
  })

  test('is found where a workflow made it, with the very token that had committed', async () => {
    const world = await createDeliveryWorld(double, configOf('commit'))
    const actor = { kind: 'actions' } as const
    await world.run({}, { actor })
    world.person('github-actions[bot]').revert((await world.headOf('main'))!)
    expect(heldOf(await world.run({}, { actor }))).toEqual(['production:web reverted'])
  })
})

describe('what takes a version out and is no revert', () => {
  test.each([
    ['a squash with its title alone', (world: DeliveryWorld, number: number) => squash(world, '', number)],
    ['a merge commit', (world: DeliveryWorld, number: number) => world.person().merge(number)],
  ])('is a newer request of ours, merged as %s, when its version is withdrawn', async (_, merge) => {
    const world = await createDeliveryWorld(
      double,
      configOf('pullRequest', "commit: { message: 'New images' }"),
    )
    await world.run()
    merge(world, 1)
    world.setTags('web', ...newer)
    await world.run()
    merge(world, 2)
    world.setTags('web', '1.0.0', '1.1.0')
    const report = await world.run()
    expect([heldOf(report), doneOf(report)]).toEqual([[], ['proposed #3 created']])
  })

  test('is a direct commit of ours that tells nothing, when its version is withdrawn', async () => {
    const config = configOf('commit', "commit: { message: 'New images' }").replace(
      '    paths',
      '    downgrade: allow\n    paths',
    )
    const world = await createDeliveryWorld(double, config)
    await world.run()
    world.setTags('web', ...newer)
    await world.run()
    world.setTags('web', '1.0.0', '1.1.0')
    expect(doneOf(await world.run())).toEqual(['committed'])
  })

  test('is somebody who only writes the line in another way', async () => {
    const world = await createDeliveryWorld(double, configOf('commit'))
    await world.run()
    world.person().push('main', { 'apps/web.yaml': `  ${marked('web', "'1.1.0'")}` })
    world.person().push('main', { 'apps/web.yaml': marked('web', '1.1.0') })
    world.setTags('web', ...newer)
    await world.run()
    world
      .person()
      .push('main', { 'apps/web.yaml': marked('web', '1.0.0'), 'apps/new.yaml': marked('web', '1.1.0') })
    const report = await world.run()
    expect(heldOf(report)).toEqual(['production:web reverted', 'production:web reverted'])
  })
})
