/** Promotion over days, on a real repository and GitHub's double: what is proved by history, and what is said at commits. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { ledgerRef, readLedger } from '../../src/model/ledger.ts'
import type { RunReport } from '../../src/model/report.ts'
import {
  closeWorlds,
  codesOf,
  createDeliveryWorld,
  doneOf,
  heldOf,
  marked,
} from '../support/delivery-world.ts'
import type { DeliveryWorld } from '../support/delivery-world.ts'
import { startGitHubDouble, type GitHubDouble } from '../support/github-double.ts'
import { createPatientClock, type PatientClock } from '../support/patient-clock.ts'
import { git, removeRepositories } from '../support/real-repository.ts'
import type { FileTree } from '../support/repository.ts'

const hour = 3_600_000
let clock: PatientClock = createPatientClock()
let double: GitHubDouble

beforeAll(async () => {
  double = await startGitHubDouble({ now: () => clock.now() })
})
afterEach(closeWorlds)
afterAll(async () => {
  await double.close()
  await removeRepositories()
})

interface Details {
  readonly from?: string
  readonly policy?: string
  readonly delivery?: string
  readonly more?: string
  readonly files?: FileTree
  readonly start?: string
}

const semver = "{ policy: { semver: { range: '>=1.0.0 <2.0.0' } } }"
const trunk = "{ filterTags: { pattern: '^main-(?P<n>[0-9]+)$', extract: '$n' }, policy: { numerical: {} } }"

async function aWorld({
  from = 'from: { environment: dev, soak: 24h }',
  policy = semver,
  delivery = '{ pullRequest: { autoMerge: off } }',
  more = '',
  files = {},
  start = '2026-03-02T08:00:00Z',
}: Details = {}): Promise<DeliveryWorld> {
  clock = createPatientClock(start)
  const config = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  dev: { paths: [dev], policies: { web: ${policy} } }
${more}
  production:
    paths: [production]
    delivery: ${delivery}
    ${from}
    policies: { web: ${semver} }
`
  const standard = {
    'dev/web.yaml': marked('web', policy === trunk ? 'main-1' : '1.0.0', 'dev'),
    'production/web.yaml': marked('web', '1.0.0'),
  }
  return createDeliveryWorld(double, config, { ...standard, ...files }, clock)
}

async function after(world: DeliveryWorld, hours: number): Promise<RunReport> {
  clock.advance(hours * hour)
  return world.run()
}

/** Dev takes it, and then production is offered it. */
async function offered(details: Details = {}): Promise<DeliveryWorld> {
  const world = await aWorld(details)
  expect(doneOf(await world.run())).toEqual(['committed'])
  expect(doneOf(await world.run())).toEqual(['proposed #1 created'])
  return world
}

/** The latest of each, as in `soak pending`. */
function statusesOf(world: DeliveryWorld, number = 1): readonly string[] {
  const { headCommit } = world.pull(number)
  const own = double.record(world.name).statuses.filter(({ commit }) => commit === headCommit)
  const latest = new Map(own.map(({ context, state }) => [context, state]))
  return [...latest].map(([context, state]) => `${context.replace('image-bump/', '')} ${state}`).toSorted()
}

const write = (world: DeliveryWorld, files: FileTree) =>
  world.remote.commit('main', files, { date: Math.floor(clock.now().getTime() / 1000) })
const toDev = (world: DeliveryWorld, tag: string) =>
  write(world, { 'dev/web.yaml': marked('web', tag, 'dev') })
const same = `sha256:${'a'.repeat(64)}` as const
const other = `sha256:${'b'.repeat(64)}` as const

describe('a soak', () => {
  test('is not over, is over, begins anew after a revert, and says so at the commit and in the body', async () => {
    const world = await offered()
    expect(statusesOf(world)).toEqual(['soak pending'])
    await after(world, 23.9)
    expect(statusesOf(world)).toEqual(['soak pending'])
    await after(world, 0.1)
    expect(statusesOf(world)).toEqual(['soak success'])
    expect(world.pull(1).body).toContain('passed `image-bump/soak`: 1.1.0 stands in dev since 2026')
    await toDev(world, '1.0.0')
    await after(world, 1)
    expect(await world.read('main', 'dev/web.yaml')).toContain('1.0.0')
    expect(statusesOf(world)).toEqual(['soak failure'])
    await toDev(world, '1.1.0')
    await after(world, 23)
    expect(statusesOf(world)).toEqual(['soak pending'])
    await after(world, 1)
    expect(statusesOf(world)).toEqual(['soak success'])
  })

  test('is read from the whole of a history that the checkout does not have', async () => {
    const world = await aWorld()
    await toDev(world, '1.1.0')
    for (let commits = 0; commits < 130; commits += 1) {
      clock.advance(hour / 4)
      await write(world, { 'notes.txt': `${commits}\n` })
    }
    expect(doneOf(await world.run())).toEqual(['proposed #1 created'])
    expect(statusesOf(world)).toEqual(['soak success'])
    expect(world.pull(1).body).toContain('1.1.0 stands in dev since 2026\\-03\\-02 08:00 UTC')
  })

  test('that nobody asks for by a rule is told as such, and a rule that asks for it lets GitHub merge when it is over', async () => {
    const soft = await offered()
    expect(soft.pull(1).body).toContain('does not ask for these checks')
    const world = await aWorld({ delivery: '{ pullRequest: { autoMerge: squash } }' })
    await toDev(world, '1.1.0')
    world.configure({ rules: [{ branch: 'main', kind: 'ruleset', checks: ['image-bump/soak'] }] })
    await world.run()
    expect(world.pull(1)).toMatchObject({ state: 'open' })
    expect(world.pull(1).body).toContain('nothing is merged before they are green')
    await after(world, 24)
    expect(statusesOf(world)).toEqual(['soak success'])
    expect(world.pull(1)).toMatchObject({ state: 'closed', merged: true })
    expect(await world.read('main', 'production/web.yaml')).toContain('1.1.0')
  })
})

describe('the same build', () => {
  test.each([
    { by: 'digest', words: 'the same build' },
    { by: 'revision', words: 'built from the same commit' },
  ])('under another tag is proved by its $by', async ({ by, words }) => {
    const world = await aWorld({ policy: trunk })
    for (const tag of ['main-7', '1.1.0'])
      if (by === 'digest') world.registry.setDigest('ghcr.io/acme/web', tag, same)
      else world.registry.setInspection('ghcr.io/acme/web', tag, { platforms: [], revision: 'abc' })
    world.setTags('web', 'main-1', 'main-7', '1.0.0', '1.1.0', '1.2.0')
    await world.run()
    await world.run()
    expect(world.pull(1).title).toBe('Bump web to 1.1.0 in production')
    expect(world.pull(1).body).toContain(words)
    await after(world, 24)
    expect(statusesOf(world)).toEqual(['soak success'])
  })
})

test('a chain of three passes a tag on, by commit where the gates are open', async () => {
  const world = await aWorld({
    from: 'from: { environment: staging, soak: 12h }',
    more: `  staging: { paths: [staging], from: { environment: dev, soak: 6h }, policies: { web: ${semver} } }`,
    files: { 'staging/web.yaml': marked('web', '1.0.0', 'staging') },
  })
  await world.run()
  expect(heldOf(await world.run())).toEqual(['staging:web soak'])
  expect(doneOf(await after(world, 6))).toEqual(['committed'])
  expect(doneOf(await after(world, 1))).toEqual(['proposed #1 created'])
  expect(statusesOf(world)).toEqual(['soak pending'])
  await after(world, 11)
  expect(statusesOf(world)).toEqual(['soak success'])
})

test('a person opens the gates with a label, and a program does not', async () => {
  const world = await offered({ from: 'from: { environment: dev, soak: 24h, bypass: hotfix }' })
  world.person('robot[bot]').label(1, 'hotfix')
  await world.run()
  expect(statusesOf(world)).toEqual(['soak pending'])
  world.person().unlabel(1, 'hotfix')
  world.person('carol').label(1, 'hotfix')
  await world.run()
  expect(statusesOf(world)).toEqual(['soak success'])
  expect(world.pull(1).body).toContain('opened by carol with a label')
})

test('statuses of others begin the time and stop it, by the names that Flux gives them', async () => {
  const world = await offered({ from: "from: { environment: dev, soak: 24h, status: 'kustomization/*' }" })
  expect(statusesOf(world)).toEqual(['soak pending', 'status pending'])
  const say = async (state: 'success' | 'failure') =>
    world.person('flux').status((await world.headOf('main')) ?? '', 'kustomization/apps/0c9c2e41', state)
  await say('success')
  await after(world, 24)
  expect(statusesOf(world)).toEqual(['soak success', 'status success'])
  await write(world, { 'dev/more.yaml': 'a: 1\n' })
  await say('failure')
  await after(world, 1)
  expect(statusesOf(world)).toEqual(['soak pending', 'status failure'])
  await write(world, { 'dev/more.yaml': 'a: 2\n' })
  await say('success')
  await after(world, 23)
  expect(statusesOf(world)).toEqual(['soak pending', 'status success'])
  await after(world, 1)
  expect(statusesOf(world)).toEqual(['soak success', 'status success'])
})

describe('a window', () => {
  // Berlin puts its clocks forward at 01:00 UTC on Sunday, 29 March 2026: 02:30 does not come, and 09:00 is an hour earlier for the rest of the world.
  const windows = "windows: { timezone: Europe/Berlin, allow: ['Mon-Sun 09:00-10:00'] }"

  test('opens and closes by the wall clock, across a change of the clocks', async () => {
    const world = await aWorld({ from: windows, start: '2026-03-28T07:30:00Z' })
    await world.run()
    expect(statusesOf(world)).toEqual(['window pending'])
    await after(world, 0.5)
    expect(statusesOf(world)).toEqual(['window success'])
    await after(world, 1)
    expect(statusesOf(world)).toEqual(['window pending'])
    expect(world.pull(1).body).toContain('2026\\-03\\-29 07:00 UTC')
    await after(world, 22)
    expect(statusesOf(world)).toEqual(['window success'])
  })

  test('is closed by a freeze, for commits too', async () => {
    const world = await aWorld()
    expect(heldOf(await world.run({ freeze: 'all' }))).toEqual(['dev:web window'])
    await world.run()
    await world.run({ freeze: ['production'] })
    expect(statusesOf(world)).toEqual(['soak pending', 'window pending'])
    await world.run()
    expect(statusesOf(world)).toEqual(['soak pending', 'window success'])
  })
})

describe('the ledger', () => {
  const aged = `{ minimumAge: 3d, policy: { semver: { range: '>=1.0.0 <2.0.0' } } }`
  const anAgedWorld = () =>
    aWorld({
      from: '',
      policy: aged,
      delivery: 'commit',
      files: { 'dev/web.yaml': marked('web', '1.0.0', 'dev') },
    })
  const lose = ({ remote }: DeliveryWorld) => git(remote.bare, ['update-ref', '-d', ledgerRef])
  const ledgerOf = async ({ remote }: DeliveryWorld) => {
    const text = await git(remote.bare, ['cat-file', 'blob', `${ledgerRef}:ledger.ndjson`])
    return readLedger(text.toString())?.get('ghcr.io/acme/web') ?? []
  }

  test('says how old a tag is; when it is lost nothing is old enough, which is said', async () => {
    const world = await anAgedWorld()
    expect(codesOf(await world.run())).toContain('ledger-begins')
    await after(world, 48)
    expect(await world.read('main', 'dev/web.yaml')).toContain('1.0.0')
    await lose(world)
    expect(codesOf(await after(world, 24))).toContain('ledger-begins')
    expect(await world.read('main', 'dev/web.yaml')).toContain('1.0.0')
    await after(world, 71)
    expect(await world.read('main', 'dev/web.yaml')).toContain('1.0.0')
    await after(world, 1)
    expect(await world.read('main', 'dev/web.yaml')).toContain('1.1.0')
  })

  test('has the sightings of two runs that write it at once', async () => {
    const world = await anAgedWorld()
    world.setTags('web', '1.0.0', '1.1.0')
    const first = world.run()
    world.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await Promise.all([first, world.run(), world.run()])
    expect((await ledgerOf(world)).flatMap(({ tags }) => tags).toSorted()).toEqual(['1.1.0', '1.2.0'])
  })

  test('closes the gate of a tag that points to something else by now', async () => {
    const world = await offered()
    await after(world, 24)
    expect(statusesOf(world)).toEqual(['soak success'])
    world.registry.setDigest('ghcr.io/acme/web', '1.1.0', other)
    const report = await after(world, 1)
    expect(codesOf(report)).toContain('tag-moved')
    expect(statusesOf(world)).toEqual(['soak failure'])
  })

  test('is not written by a run in which nothing is new', async () => {
    const world = await offered()
    const head = async () => (await git(world.remote.bare, ['rev-parse', ledgerRef])).toString()
    const before = await head()
    double.forgetRequests()
    expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
    expect(await head()).toBe(before)
    expect(Object.keys(double.counts()).filter((name) => /create|update|set/i.test(name))).toEqual([])
  })
})
