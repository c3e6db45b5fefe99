/** What people do to our requests on GitHub, and which of it is an edit. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { againLabel } from '../../src/model/pull-request.ts'
import { findState } from '../../src/model/request-state.ts'
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
import { git, removeRepositories } from '../support/real-repository.ts'

const double = await openDouble()
afterEach(closeWorlds)
afterAll(removeRepositories)

const branch = 'image-bump/production--web'
const newer = ['1.0.0', '1.1.0', '1.2.0'] as const

/** Far enough from the marked line for Git to merge both. */
const tail = '#\n'.repeat(8)

/** With the first request open. */
async function opened(delivery = 'pullRequest'): Promise<DeliveryWorld> {
  const world = await createDeliveryWorld(double, configOf(delivery), {
    'apps/web.yaml': `${marked('web', '1.0.0')}${tail}`,
    'apps/api.yaml': marked('api', '1.1.0'),
  })
  expect(doneOf(await world.run())).toEqual(['proposed #1 created'])
  return world
}

/** Somebody writes a commit with git alone, in whoever's name. */
async function commitAs(
  { remote: { bare } }: DeliveryWorld,
  { tree, parent, author, message }: Readonly<Record<'tree' | 'parent' | 'author' | 'message', string>>,
): Promise<string> {
  const env = { GIT_AUTHOR_NAME: 'Image Bump', GIT_AUTHOR_EMAIL: author }
  const made = await git(bare, ['commit-tree', tree, '-p', parent], { stdin: message, env })
  return made.toString().trim()
}

const lineOf = async ({ remote: { bare } }: DeliveryWorld, ...args: readonly string[]) =>
  (await git(bare, args)).toString().trim()

describe("a person's commit on the branch", () => {
  test('is never overwritten; one comment says what waits and how to give the branch back, and that is true', async () => {
    const world = await opened()
    const head = world.person().push(branch, { 'apps/web.yaml': `# mine\n${marked('web', '1.1.0')}` })
    const calm = await world.run()
    expect([heldOf(calm), codesOf(calm)]).toEqual([['production:web edited'], ['pull-request-edited']])
    expect(world.comments(1)).toEqual([])
    world.setTags('web', ...newer)
    await world.run()
    expect(heldOf(await world.run())).toEqual(['production:web edited'])
    expect(await world.headOf(branch)).toBe(head)
    expect(world.comments(1)).toEqual([
      expect.stringMatching(/delete its branch[^]*`production:web 1\.2\.0`/),
    ])
    world.person().deleteBranch(branch)
    expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
    expect(await world.read(branch, 'apps/web.yaml')).toBe(`${marked('web', '1.2.0')}${tail}`)
  })

  test('that a bot of another name made is an edit too', async () => {
    const world = await opened()
    world.person('formatter[bot]').push(branch, { 'apps/web.yaml': marked('web', "'1.1.0'") })
    expect(heldOf(await world.run())).toEqual(['production:web edited'])
  })

  test('hidden below ours, or within it, is found', async () => {
    const world = await opened()
    const author = await lineOf(world, 'log', '-1', '--format=%ae', branch)
    const message = await lineOf(world, 'log', '-1', '--format=%B', branch)
    const theirs = world.person().push('work', { 'apps/more.yaml': 'mine\n' })
    const tree = await lineOf(world, 'merge-tree', '--write-tree', branch, 'work')
    const below = await commitAs(world, { tree, parent: theirs, author, message })
    const onto = (await world.headOf('main'))!
    for (const head of [below, await commitAs(world, { tree, parent: onto, author, message })]) {
      await git(world.remote.bare, ['update-ref', `refs/heads/${branch}`, head])
      expect(heldOf(await world.run())).toEqual(['production:web edited'])
      expect(await world.headOf(branch)).toBe(head)
    }
  })

  test('that was taken back leaves the branch to us again', async () => {
    const world = await opened()
    const ours = (await world.headOf(branch))!
    world.person().push(branch, { 'apps/web.yaml': marked('web', '1.0.9') })
    await git(world.remote.bare, ['update-ref', `refs/heads/${branch}`, ours])
    world.setTags('web', ...newer)
    expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
  })
})

describe("GitHub's button Update branch", () => {
  const others: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['elsewhere', { 'README.md': 'words\n' }],
    ['in the very file', { 'apps/web.yaml': `${marked('web', '1.0.0')}${tail}# why\n` }],
  ]

  test.each(
    others.flatMap(([where, files]) =>
      (['MERGE', 'REBASE'] as const).map((method) => ({ where, files, method })),
    ),
  )('by $method is no edit, when the base moved $where', async ({ files, method }) => {
    const world = await opened()
    await world.remote.commit('main', files)
    world.person().updateBranch(1, method)
    const clicked = await world.headOf(branch)
    const report = await world.run()
    expect([heldOf(report), codesOf(report)]).toEqual([[], []])
    expect(findState(world.pull(1).body)?.heads).toContain(await world.headOf(branch))
    expect(world.comments(1)).toEqual([])
    expect(await world.headOf(branch)).toBe(clicked)
    expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
    world.setTags('web', ...newer)
    expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
    expect(await world.read(branch, 'apps/web.yaml')).toContain(marked('web', '1.2.0'))
  })

  test('does not make an edit of a person ours', async () => {
    const world = await opened()
    world.person().push(branch, { 'apps/web.yaml': marked('web', '1.0.9') })
    await world.remote.commit('main', { 'README.md': 'words\n' })
    for (const method of ['REBASE', 'MERGE'] as const) {
      world.person().updateBranch(1, method)
      expect(heldOf(await world.run())).toEqual(['production:web edited'])
      await world.remote.commit('main', { 'README.md': 'more words\n' })
    }
  })
})

test('a request that was given another base is left alone until it has its own again', async () => {
  const world = await opened()
  await world.remote.commit('release', {})
  world.person().edit(1, { base: 'release' })
  world.setTags('web', ...newer)
  expect(heldOf(await world.run())).toEqual(['production:web edited'])
  expect(world.comments(1)).toHaveLength(1)
  world.person().edit(1, { base: 'main' })
  expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
})

test('title, labels and words of people stay, and so does what they took away', async () => {
  const world = await opened('{ pullRequest: { labels: [images], reviewers: [bob] } }')
  world.person().edit(1, { title: 'Ship it', body: `Careful!\n${world.pull(1).body}\nSigned, Alice` })
  world.person().unlabel(1, 'images')
  world.person().ask('DELETE', '/pulls/1/requested_reviewers', { reviewers: ['bob'] })
  world.setTags('web', ...newer)
  expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
  expect(world.pull(1)).toMatchObject({
    title: 'Ship it',
    labels: [],
    reviewers: [],
    body: expect.stringMatching(/^Careful!\n[^]*1\.2\.0[^]*\nSigned, Alice$/),
  })
})

test('words of people that fill a body leave ours the rest of it', async () => {
  const world = await opened()
  const own = world.pull(1).body
  const theirs = 'Read all of this. '.repeat(3600)
  world.person().edit(1, { body: `${theirs}\n${own}`.slice(0, 65_536 - own.length) + own })
  world.setTags('web', ...newer)
  expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
  const { body } = world.pull(1)
  expect([body.length <= 65_536, body.startsWith('Read all')]).toEqual([true, true])
  expect(findState(body)?.bumps).toMatchObject([{ tag: '1.2.0' }])
  expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
})

test('what others open from our branch, or from a branch of that name in a fork, is not believed', async () => {
  const world = await createDeliveryWorld(double, configOf('pullRequest'))
  await world.run()
  const { body } = world.pull(1)
  world.person().close(1)
  // Somebody gives another text the looks of ours.
  const forged = body.replace('"1.1.0"', '"1.2.0"')
  world.person('mallory').ask('POST', '/pulls', { head: branch, base: 'main', title: 'Mine', body: forged })
  world.person('mallory').close(2)
  world.setTags('web', ...newer)
  expect(doneOf(await world.run())).toEqual(['proposed #3 created'])
})

describe('another token than before', () => {
  test('of a bot finds the request again, brings it up to date, and then leaves it as it is', async () => {
    const world = await createDeliveryWorld(double, configOf('pullRequest'))
    await world.run({}, { actor: { kind: 'actions' } })
    double.forgetRequests()
    expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
    world.setTags('web', ...newer)
    expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
    expect(world.pull(1)).toMatchObject({ title: 'Bump web to 1.2.0 in production' })
    double.forgetRequests()
    expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
    expect(Object.keys(double.counts()).filter((name) => /create|update|mutation/.test(name))).toEqual([])
  })

  test('than that of a person cannot tell the branch from a person’s, and says how to begin anew', async () => {
    const world = await createDeliveryWorld(double, configOf('pullRequest'))
    await world.run({}, { actor: { kind: 'user' } })
    world.setTags('web', ...newer)
    expect(heldOf(await world.run())).toEqual(['production:web edited'])
    await world.run()
    expect(world.comments(1)).toEqual([
      expect.stringContaining('made with an earlier token, delete its branch'),
    ])
    world.person().deleteBranch(branch)
    expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
    expect(doneOf(await world.run())).toEqual(['unchanged #2 unchanged'])
  })
})

test('a request that somebody opened from our branch keeps its title and words, and gets ours below, once', async () => {
  const world = await opened()
  world.person().close(1)
  world.person().label(1, againLabel)
  const text = { head: branch, base: 'main', title: 'Mine', body: 'Because.' }
  world.person().ask('POST', '/pulls', text)
  expect(doneOf(await world.run())).toEqual(['proposed #2 updated'])
  expect(world.pull(2)).toMatchObject({
    title: 'Mine',
    body: expect.stringMatching(/^Because\.\n[^]*1\.1\.0/),
  })
  expect(doneOf(await world.run())).toEqual(['unchanged #2 unchanged'])
})
