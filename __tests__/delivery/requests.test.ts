/** The life of a pull request on GitHub, from run to run: opened, brought up to date, held, closed, replaced. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { againLabel } from '../../src/model/pull-request.ts'
import { parseImageName } from '../../src/model/reference.ts'
import {
  closeWorlds,
  configOf,
  configPath,
  createDeliveryWorld,
  doneOf,
  heldOf,
  marked,
  type DeliveryWorld,
} from '../support/delivery-world.ts'
import { openDouble } from '../support/open-double.ts'
import { git, removeRepositories } from '../support/real-repository.ts'
import { closeStandIns, openStandIn } from '../support/registry-on-stand-in.ts'

const double = await openDouble()
afterEach(closeWorlds)
afterAll(async () => {
  await closeStandIns()
  await removeRepositories()
})

const branch = 'image-bump/production--web'
const aWorld = (delivery = 'pullRequest') => createDeliveryWorld(double, configOf(delivery))
const newer = ['1.0.0', '1.1.0', '1.2.0'] as const

/** With the first request open. */
async function opened(delivery?: string): Promise<DeliveryWorld> {
  const world = await aWorld(delivery)
  expect(doneOf(await world.run())).toEqual(['proposed #1 created'])
  return world
}

const openOf = (world: DeliveryWorld) =>
  world.pulls().flatMap(({ state, number, title }) => (state === 'open' ? [`#${number} ${title}`] : []))

describe('a request', () => {
  test('holds one commit on the head of its base, which changes the marked value alone', async () => {
    const world = await opened()
    const { bare } = world.remote
    const main = await world.headOf('main')
    expect((await git(bare, ['log', '--format=%P', `main..${branch}`])).toString().trim()).toBe(main)
    const changed = await git(bare, ['diff', '--unified=0', `main`, branch, '--format='])
    expect(
      changed
        .toString()
        .split('\n')
        .filter((line) => /^[-+][^-+]/.test(line)),
    ).toEqual([`-${marked('web', '1.0.0').trim()}`, `+${marked('web', '1.1.0').trim()}`])
    const message = (await git(bare, ['log', '-1', '--format=%(trailers)', branch])).toString()
    expect(message.trim()).toBe('Image-Bump-Policy: production:web 1.0.0 -> 1.1.0')
  })

  test('is brought up to date in place when a newer version appears, or its base moves in its files', async () => {
    const world = await opened()
    world.setTags('web', ...newer)
    expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
    expect(openOf(world)).toEqual(['#1 Bump web to 1.2.0 in production'])
    await world.remote.commit('main', { 'apps/web.yaml': `# why\n${marked('web', '1.0.0')}` })
    expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
    expect(await world.read(branch, 'apps/web.yaml')).toBe(`# why\n${marked('web', '1.2.0')}`)
    expect((await world.remote.log(branch)).map(({ parents }) => parents[0])).toContain(
      await world.headOf('main'),
    )
    expect(await world.subjects(branch)).toHaveLength(3)
  })

  test('is not touched when it is true already, not even when main moved elsewhere', async () => {
    const world = await opened()
    const [head, { updatedAt }] = [await world.headOf(branch), world.pull(1)]
    await world.remote.commit('main', { 'README.md': 'words' })
    double.forgetRequests()
    expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
    expect([await world.headOf(branch), world.pull(1).updatedAt]).toEqual([head, updatedAt])
    expect(double.counts()['total']).toBeLessThanOrEqual(10)
    expect(Object.keys(double.counts()).filter((name) => /create|update|mutation/.test(name))).toEqual([])
  })
})

describe('a request whose base was set back', () => {
  test('brings nothing of what was taken out of the base', async () => {
    const world = await aWorld()
    const { bare } = world.remote
    const kept = (await world.headOf('main'))!
    await world.remote.commit('main', { 'secret.txt': 'never again' })
    await world.run()
    await git(bare, ['update-ref', 'refs/heads/main', kept])
    expect(doneOf(await world.run())).toEqual(['proposed #1 updated'])
    const brought = await git(bare, ['diff', '--name-only', `main...${branch}`])
    expect(brought.toString()).toBe('apps/web.yaml\n')
    expect(doneOf(await world.run())).toEqual(['unchanged #1 unchanged'])
  })
})

describe('a request that somebody ends in the very moment in which it is brought up to date', () => {
  test.each<readonly [string, (world: DeliveryWorld) => void]>([
    ['closes', (world) => world.person().close(1)],
    ['merges', (world) => void world.person().merge(1)],
  ])('keeps its words and what it remembers: %s', async (_, end) => {
    const world = await opened()
    const { title, body } = world.pull(1)
    world.setTags('web', ...newer)
    double.beforeRefMoves(world.name, () => end(world))
    expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
    expect(world.pull(1)).toMatchObject({ title, body })
    expect(openOf(world)).toEqual(['#2 Bump web to 1.2.0 in production'])
    expect(await world.read(branch, 'apps/web.yaml')).toBe(marked('web', '1.2.0'))
  })
})

describe('a newer version', () => {
  const agreed: readonly (readonly [string, (world: DeliveryWorld) => void])[] = [
    ['approved', (world) => world.person().approve(1)],
    ['armed to merge by itself', (world) => world.person().armAutoMerge(1)],
    [
      'in the merge queue',
      (world) => {
        world.person().approve(1)
        world.person().armAutoMerge(1)
      },
    ],
  ]
  const rules = [{ branch: 'main', kind: 'ruleset', pullRequest: { approvals: 1 } }] as const

  test.each(agreed)('waits while the request is %s, which one comment says', async (what, agree) => {
    const world = await aWorld()
    const mergeQueue = what.includes('queue') ? { mergeQueue: 'MERGE' as const } : {}
    world.configure({ rules: rules.map((rule) => ({ ...rule, ...mergeQueue })) })
    await world.run()
    agree(world)
    const { queued, autoMerge } = world.pull(1)
    expect([queued !== undefined, autoMerge !== undefined]).toEqual([
      what.includes('queue'),
      what.includes('armed'),
    ])
    const head = await world.headOf(branch)
    world.setTags('web', ...newer)
    expect(heldOf(await world.run())).toEqual(['production:web approved'])
    await world.run()
    expect(await world.headOf(branch)).toBe(head)
    expect(world.comments(1)).toEqual([expect.stringContaining('`production:web 1.2.0`')])
  })

  test.each([
    [true, ['proposed #1 updated']],
    [false, []],
  ])(
    'replaces what was approved only where the rules take approvals away: %s',
    async (dismissStale, done) => {
      const world = await aWorld('{ pullRequest: { whenApproved: refresh } }')
      world.configure({
        rules: [{ branch: 'main', kind: 'ruleset', pullRequest: { approvals: 1, dismissStale } }],
      })
      await world.run()
      world.person().approve(1)
      world.setTags('web', ...newer)
      expect(doneOf(await world.run())).toEqual(done)
    },
  )
})

describe('a request that somebody closed', () => {
  const closed = async () => {
    const world = await opened()
    world.person().close(1)
    expect(heldOf(await world.run())).toEqual(['production:web closed'])
    expect(openOf(world)).toEqual([])
    return world
  }

  test('stays closed until a newer version appears', async () => {
    const world = await closed()
    world.setTags('web', ...newer)
    expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
    world.person().close(2)
    world.setTags('web', '1.0.0', '1.1.0')
    expect(heldOf(await world.run())).toEqual(['production:web closed'])
  })

  test.each<readonly [string, (world: DeliveryWorld) => void]>([
    ['the box in its body', (world) => world.person().tick(1, 'Propose these versions again')],
    ['a label', (world) => world.person().label(1, againLabel)],
    ['opening it again', (world) => world.person().reopen(1)],
  ])('comes back by %s', async (how, ask) => {
    const world = await closed()
    ask(world)
    await world.run()
    const number = how.startsWith('opening') ? 1 : 2
    expect(openOf(world)).toEqual([`#${number} Bump web to 1.1.0 in production`])
  })

  test('comes back also where its branch was deleted with it', async () => {
    const world = await closed()
    world.person().deleteBranch(branch)
    world.person().label(1, againLabel)
    expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
  })
})

describe('a request with nothing left to do', () => {
  test('is closed with a comment, and its branch is deleted', async () => {
    const world = await opened()
    await world.remote.commit('main', { 'apps/web.yaml': marked('web', '1.1.0') })
    expect(doneOf(await world.run())).toEqual(['closed #1 closed'])
    expect(world.pull(1).state).toBe('closed')
    expect(world.comments(1)).toEqual([expect.stringContaining('Nothing is left to do here')])
    expect(await world.headOf(branch)).toBeUndefined()
    expect(doneOf(await world.run())).toEqual([])
    expect(world.comments(1)).toHaveLength(1)
  })

  test('gives way to the one that replaces it, which it names', async () => {
    const world = await opened()
    await world.remote.commit('main', { [configPath]: configOf('{ pullRequest: { group: environment } }') })
    expect(doneOf(await world.run())).toEqual(['proposed #2 created', 'closed #1 closed'])
    expect(world.comments(1)).toEqual([expect.stringContaining('Replaced by #2.')])
    expect(await world.headOf(branch)).toBeUndefined()
    expect(openOf(world)).toEqual(['#2 Bump web to 1.1.0 in production'])
  })
})

test('no more requests are open than are wanted, and the next one follows when there is room', async () => {
  const world = await aWorld('{ pullRequest: { maxOpen: 1 } }')
  world.setTags('api', ...newer)
  expect(heldOf(await world.run())).toEqual(['production:web max-open'])
  expect(openOf(world)).toEqual(['#1 Bump api to 1.2.0 in production'])
  world.person().merge(1)
  expect(doneOf(await world.run())).toEqual(['proposed #2 created'])
})

describe('a named group whose other member cannot be decided', () => {
  test.each(['is not looked at', 'has a registry that answers 500'])(
    'since it %s: the request is untouched',
    async (why) => {
      const isDown = { now: false }
      const { registry, standIn } = await openStandIn({
        repositories: { 'acme/web': ['1.0.0', '1.1.0'], 'acme/api': newer },
        onRequest: ({ path }) =>
          isDown.now && path.includes('acme/api') ? { kind: 'answer', status: 500, body: '' } : undefined,
      })
      const config = configOf('{ pullRequest: { group: { both: [web, api] } } }')
      const world = await createDeliveryWorld(double, config.replaceAll('ghcr.io', standIn.host))
      const both = 'image-bump/production--both'
      expect(doneOf(await world.run({}, { registry }))).toEqual(['proposed #1 created'])
      const before = [await world.headOf(both), world.pull(1)]
      standIn.setTags('acme/web', newer)
      isDown.now = true
      const asked = standIn.requests.length
      const only = [parseImageName(`${standIn.host}/acme/web`)]
      const report = await world.run(why.includes('looked') ? { only } : {}, { registry })
      const failed = standIn.requests.slice(asked).filter(({ path }) => path.includes('acme/api'))
      expect(failed.length > 0).toBe(!why.includes('looked'))
      expect(heldOf(report)).toContain('production:web undecided')
      expect([await world.headOf(both), world.pull(1), world.pulls().length]).toEqual([...before, 1])
    },
  )
})
