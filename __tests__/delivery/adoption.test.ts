/** Flux's push branch as Flux left it, and the request that somebody opened from it: taken over where nobody's work is lost. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { findState } from '../../src/model/request-state.ts'
import { closeWorlds, doneOf, heldOf, type DeliveryWorld } from '../support/delivery-world.ts'
import { byFlux, createFluxWorld, fluxMarked, pushBranch } from '../support/flux-world.ts'
import { openDouble } from '../support/open-double.ts'
import { git, removeRepositories } from '../support/real-repository.ts'

const double = await openDouble()
afterEach(closeWorlds)
afterAll(removeRepositories)

const taken = { takeOver: true } as const

/** Flux has pushed twice, and main went on meanwhile. */
async function leftByFlux(): Promise<DeliveryWorld> {
  const world = await createFluxWorld(double)
  await world.remote.commit(pushBranch, { 'apps/web.yaml': fluxMarked('web', '1.0.9') }, byFlux)
  await world.remote.commit(pushBranch, { 'apps/api.yaml': fluxMarked('api', '1.1.0') }, byFlux)
  await world.remote.commit('main', { 'apps/web.yaml': fluxMarked('web', '1.0.0', '# new') })
  return world
}

/** Somebody opens a request from Flux's branch, as people and small workflows do. */
function openRequest(world: DeliveryWorld): void {
  const text = { title: 'Image updates', body: 'Opened by hand.' }
  world.person().ask('POST', '/pulls', { ...text, head: pushBranch, base: 'main' })
}

/** Ids of the branch's commits that main has not. */
async function ownCommits({ remote }: DeliveryWorld): Promise<readonly string[]> {
  const ids = await git(remote.bare, ['rev-list', pushBranch, '^main'])
  return ids.toString().trim().split('\n')
}

describe("Flux's push branch", () => {
  test('with nothing but commits of the automation is made anew on the branch that was checked out', async () => {
    const world = await leftByFlux()
    expect(doneOf(await world.run(taken))).toEqual(['proposed #1 created'])
    const [head = '', ...others] = await ownCommits(world)
    expect(others).toEqual([])
    expect((await git(world.remote.bare, ['log', '-1', '--format=%ae %ce', head])).toString().trim()).toBe(
      `${byFlux.author} ${byFlux.committer}`,
    )
    expect(await world.read(pushBranch, 'apps/web.yaml')).toBe(fluxMarked('web', '1.1.0', '# new'))
    expect(await world.read(pushBranch, 'apps/api.yaml')).toBe(fluxMarked('api', '1.1.0'))
    expect(doneOf(await world.run(taken))).toEqual(['unchanged #1 unchanged'])
    expect(await ownCommits(world)).toEqual([head])
  })

  test('is not touched before somebody has taken over', async () => {
    const world = await leftByFlux()
    const before = await ownCommits(world)
    openRequest(world)
    expect(doneOf(await world.run())).toEqual(['planned'])
    expect(await ownCommits(world)).toEqual(before)
    expect(world.pull(1).body).toBe('Opened by hand.')
  })

  test("with a person's commit, at its head or below Flux's, is left alone", async () => {
    const world = await leftByFlux()
    openRequest(world)
    const theirs = world.person().push(pushBranch, { 'apps/note.yaml': 'mine\n' })
    expect(heldOf(await world.run(taken))).toEqual(['flux-system:api edited', 'flux-system:web edited'])
    expect(await world.headOf(pushBranch)).toBe(theirs)
    const above = await world.remote.commit(
      pushBranch,
      { 'apps/api.yaml': fluxMarked('api', '1.0.9') },
      byFlux,
    )
    expect(heldOf(await world.run(taken))).toEqual(['flux-system:api edited', 'flux-system:web edited'])
    expect(await world.headOf(pushBranch)).toBe(above)
    expect(world.pull(1).body).toBe('Opened by hand.')
  })

  test('into which somebody merged the branch that was checked out is still nobody else’s', async () => {
    const world = await leftByFlux()
    openRequest(world)
    world.person().updateBranch(1, 'MERGE')
    expect(doneOf(await world.run(taken))).toEqual(['proposed #1 updated'])
    expect(await ownCommits(world)).toHaveLength(1)
    await world.remote.commit('main', { 'README.md': 'words\n' })
    world.person().updateBranch(1, 'MERGE')
    expect(heldOf(await world.run(taken))).toEqual([])
    world.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(doneOf(await world.run(taken))).toEqual(['proposed #1 updated'])
    expect(await world.read(pushBranch, 'apps/web.yaml')).toBe(fluxMarked('web', '1.2.0', '# new'))
  })
})

describe('the request that is open from it', () => {
  async function adopted(): Promise<DeliveryWorld> {
    const world = await leftByFlux()
    openRequest(world)
    expect(doneOf(await world.run(taken))).toEqual(['proposed #1 updated'])
    return world
  }

  test('is kept, with its title and its words, and ours behind them', async () => {
    const world = await adopted()
    const { title, body } = world.pull(1)
    expect(title).toBe('Image updates')
    expect(body).toMatch(/^Opened by hand\.\n\n<!-- image-bump:begin -->/)
    expect(findState(body)?.bumps).toHaveLength(2)
    expect(doneOf(await world.run(taken))).toEqual(['unchanged #1 unchanged'])
    expect(world.pull(1).body).toBe(body)
    world.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(doneOf(await world.run(taken))).toEqual(['proposed #1 updated'])
    expect(world.pull(1)).toMatchObject({
      title: 'Image updates',
      body: expect.stringMatching(/^Opened by hand\./),
    })
    expect(findState(world.pull(1).body)?.bumps).toContainEqual({ policy: 'flux-system:web', tag: '1.2.0' })
  })

  test('is frozen by an approval of what it carries, and told of nothing before there is something newer', async () => {
    const world = await adopted()
    world.person('bo').approve(1)
    const head = await world.headOf(pushBranch)
    expect([heldOf(await world.run(taken)), world.comments(1)]).toEqual([[], []])
    world.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(heldOf(await world.run(taken))).toEqual(['flux-system:web approved'])
    expect(await world.headOf(pushBranch)).toBe(head)
    expect(world.comments(1)).toHaveLength(1)
  })

  test('decides nothing by what its body claims: whoever opened it may write there what they like', async () => {
    const world = await adopted()
    const { body } = world.pull(1)
    const mine = world.person().push(pushBranch, { 'apps/note.yaml': 'mine\n' })
    const head = findState(body)!.heads[0]!
    world.person().edit(1, { body: body.replace(head, mine).replace('"1.1.0"', '"6.6.6"') })
    world.failTags('web')
    await world.run(taken)
    expect(await world.headOf(pushBranch)).toBe(mine)
    await git(world.remote.bare, ['update-ref', `refs/heads/${pushBranch}`, head])
    expect(heldOf(await world.run(taken))).toEqual(['flux-system:api undecided'])
    expect(await world.headOf(pushBranch)).toBe(head)
  })

  test('is not closed when nothing is left to do: that is up to whoever opened it', async () => {
    const world = await adopted()
    await world.remote.commit('main', {
      'apps/web.yaml': fluxMarked('web', '1.1.0'),
      'apps/api.yaml': fluxMarked('api', '1.1.0'),
    })
    expect(doneOf(await world.run(taken))).toEqual([])
    expect(world.pull(1).state).toBe('open')
  })
})
