/** What must not open a gate, what must not close one, and what must not be undone behind somebody's back. */
import { describe, expect, test } from '@jest/globals'
import { problemError } from '../../src/model/problem.ts'
import { createLine, only, type Line } from '../support/line.ts'

const hour = 3_600_000
const marked = (environment: string, tag: string, image = 'web', field = 'tag') =>
  `${image}: ${tag} # {"$imagepolicy": "${environment}:${image}:${field}"}\n`

interface Details {
  readonly from?: string
  readonly delivery?: string
  readonly dev?: string
  readonly production?: string
  readonly files?: Readonly<Record<string, string>>
}

const release = "{ policy: { semver: { range: '>=1.0.0 <2.0.0' } } }"

function aLine({
  from = '{ environment: dev, soak: 24h }',
  delivery = '{ pullRequest: { autoMerge: off } }',
  dev = release,
  production = release,
  files = {},
}: Details = {}): Line {
  const config = `version: 1
images: { web: ghcr.io/acme/web, api: ghcr.io/acme/api }
environments:
  dev: { paths: [dev], policies: { '*': ${dev} } }
  production: { paths: [production], delivery: ${delivery}, from: ${from}, policies: { '*': ${production} } }
`
  const standard = {
    'dev/web.yaml': marked('dev', '1.0.0'),
    'production/web.yaml': marked('production', '1.0.0'),
  }
  return createLine(config, { ...standard, ...files }, { isTimed: true })
}

/** With request #1 for 1.1.0, which dev has since some hours. */
async function soaked(details: Details = {}, hours = 0): Promise<Line> {
  const line = aLine(details)
  await line.run()
  await line.run()
  return later(line, hours)
}

async function later(line: Line, hours: number): Promise<Line> {
  line.clock.advance(hours * hour)
  if (hours > 0) await line.run()
  return line
}

async function statusesOf(line: Line, number = 1): Promise<readonly string[]> {
  const found = await line.forge.find([line.pull(number).head])
  const { statuses = [] } = found.find((each) => each.number === number) ?? {}
  return statuses.map(({ context, state }) => `${context.replace('image-bump/', '')} ${state}`).toSorted()
}

const refused = problemError('push-refused', 'Not now.')
const takesPrereleases = "{ policy: { semver: { range: '>=1.0.0-0 <2.0.0' } } }"

describe('a gate that is open', () => {
  test('stays open in a run that looks at another image, and while the registry is down', async () => {
    const line = await soaked({}, 24)
    await line.run(only('api'))
    expect(await statusesOf(line)).toEqual(['soak success'])
    line.failTags('web')
    await line.run()
    expect(await statusesOf(line)).toEqual(['soak success'])
  })

  test('waits while that which would prove it cannot be asked for', async () => {
    const same = `sha256:${'a'.repeat(64)}` as const
    const line = aLine({
      dev: "{ filterTags: { pattern: '^main-(?P<n>[0-9]+)$', extract: '$n' }, policy: { numerical: {} } }",
      files: { 'dev/web.yaml': marked('dev', 'main-1') },
    })
    for (const tag of ['main-7', '1.1.0'] as const) line.registry.setDigest('ghcr.io/acme/web', tag, same)
    line.setTags('web', 'main-1', 'main-7', '1.0.0', '1.1.0')
    await line.run()
    await line.run()
    await later(line, 24)
    expect(await statusesOf(line)).toEqual(['soak success'])
    line.failTags('web')
    await line.run()
    expect(await statusesOf(line)).toEqual(['soak pending'])
    expect(line.pull(1).body).toContain('could not be looked up')
    line.setTags('web', 'main-1', 'main-7', '1.0.0', '1.1.0')
    await line.run()
    expect(await statusesOf(line)).toEqual(['soak success'])
  })

  test('is closed when the tag points to something else, in each way that branch rules may ask for', async () => {
    const line = await soaked({}, 24)
    line.registry.setDigest('ghcr.io/acme/web', '1.1.0', `sha256:${'b'.repeat(64)}`)
    await line.run()
    expect(await statusesOf(line)).toEqual(['soak failure'])
    const asked = await soaked({ from: "{ environment: dev, soak: 24h, status: 'flux/*' }" })
    await asked.git.commit('main', { 'dev/web.yaml': marked('dev', '1.0.0') })
    await asked.run()
    expect(await statusesOf(asked)).toEqual(['soak failure', 'status failure'])
  })

  test('says nothing of what could not be pushed', async () => {
    const line = await soaked({ from: '{ environment: dev, soak: 24h, prefer: newest }' })
    line.clock.advance(24 * hour)
    // What dev had from the beginning is through; 1.1.0 was taken back.
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.2.0') })
    await line.git.commit('main', { 'dev/web.yaml': `# again\n${marked('dev', '1.2.0')}` })
    line.git.refuse('image-bump/production--web', refused.message)
    line.clock.advance(24 * hour)
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.0.0') })
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.2.0') })
    await line.run()
    line.clock.advance(24 * hour)
    await line.run()
    expect(line.pull(1).title).toContain('1.1.0')
    expect(await statusesOf(line)).toEqual(['soak failure'])
  })

  test('is not believed of a branch that a run pushed before it was cut off', async () => {
    const line = await soaked({ delivery: '{ pullRequest: { group: environment, autoMerge: off } }' }, 24)
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.2.0') })
    line.clock.advance(24 * hour)
    line.forge.crashNext('update')
    await expect(line.run()).rejects.toThrow('killed')
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.1.0') })
    await line.run({ suspend: true })
    expect(await line.read(line.pull(1).head, 'production/web.yaml')).toContain('1.2.0')
    expect(line.pull(1).title).toContain('1.1.0')
    expect(await statusesOf(line)).toEqual(['soak failure'])
    await line.run()
    expect(await line.read(line.pull(1).head, 'production/web.yaml')).toContain('1.1.0')
    expect(await statusesOf(line)).toEqual(['soak success'])
  })

  test('is closed for a tag that the registry has no more', async () => {
    const line = await soaked({}, 24)
    line.setTags('web', '1.0.0')
    await line.run()
    expect(await statusesOf(line)).toEqual(['soak failure'])
  })
})

describe('the label that opens', () => {
  test('is about what the request carries: nothing else comes in under it', async () => {
    const line = await soaked({ from: '{ environment: dev, soak: 24h, bypass: Hotfix, prefer: newest }' })
    line.forge.change(1, { labels: ['hotfix'] }, 'alice')
    await line.run()
    expect(await statusesOf(line)).toEqual(['soak success'])
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.run()
    const { environments } = await line.run()
    expect(environments.flatMap(({ holds }) => holds.map(({ lift }) => lift))).toEqual([
      '#1 was opened by alice as it is; this waits until it is merged or closed.',
    ])
    expect(await line.read(line.pull(1).head, 'production/web.yaml')).toContain('1.1.0')
    line.forge.change(1, { labels: [] })
    await line.run()
    expect(await line.read(line.pull(1).head, 'production/web.yaml')).toContain('1.2.0')
    expect(await statusesOf(line)).toEqual(['soak pending'])
  })
})

test('what was armed and had to be disarmed is armed again when its gates are open again, unless a person disarmed it', async () => {
  const line = aLine({ delivery: '{ pullRequest: { autoMerge: squash } }' })
  line.forge.setRules('main', { known: true, checks: ['test'] })
  await line.run()
  await line.run()
  await later(line, 24)
  expect(line.pull(1).armed).toBe(true)
  await line.run({ freeze: 'all' })
  expect(line.pull(1).armed).toBe(false)
  await line.run()
  expect(line.pull(1).armed).toBe(true)
  const before = line.forge.calls()
  await line.run()
  for (const name of ['update', 'arm', 'setStatus'] as const)
    expect([name, line.forge.calls().get(name)]).toEqual([name, before.get(name)])
  line.forge.change(1, { armed: false })
  await line.run()
  expect(line.pull(1).armed).toBe(false)
})

describe('nothing goes back because of a gate', () => {
  test('not to a release from a prerelease that stands there, which the policy itself would lead on from', async () => {
    const line = aLine({ files: { 'production/web.yaml': marked('production', '1.2.0-rc.1') } })
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0-rc.1')
    await line.run({ environments: ['dev'] })
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0-rc.1', '1.2.0')
    line.clock.advance(48 * hour)
    await line.run({ environments: ['production'] })
    expect(line.forge.pulls()).toEqual([])
  })

  test('nor does a request keep what somebody has overtaken by hand, while it carries more', async () => {
    const line = await soaked({
      delivery: '{ pullRequest: { group: environment, autoMerge: off } }',
      files: {
        'dev/api.yaml': marked('dev', '1.0.0', 'api'),
        'production/api.yaml': marked('production', '1.0.0', 'api'),
      },
    })
    expect(await line.read('image-bump/production', 'production/api.yaml')).toContain('1.1.0')
    await line.git.commit('main', { 'production/api.yaml': marked('production', '1.2.0', 'api') })
    line.setTags('api', '1.0.0', '1.1.0', '1.2.0')
    line.failTags('api')
    await line.run()
    expect(await line.read('image-bump/production', 'production/api.yaml')).toContain('1.2.0')
    expect(await line.read('image-bump/production', 'production/web.yaml')).toContain('1.1.0')
    line.setTags('api', '1.0.0', '1.1.0', '1.2.0')
    await line.run()
    expect(await line.read('image-bump/production', 'production/api.yaml')).toContain('1.2.0')
  })

  test('and a request whose only tag was overtaken is closed', async () => {
    const line = await soaked()
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0', '1.3.0')
    await line.git.commit('main', { 'production/web.yaml': marked('production', '1.3.0') })
    await line.run({ environments: ['production'] })
    expect(line.pull(1).state).toBe('closed')
  })
})

describe('what counts as the same', () => {
  const digestOf = (letter: string) => `sha256:${letter.repeat(64)}` as const
  const pinnedIn = (environment: string, tag: string, letter: string) =>
    marked(environment, `ghcr.io/acme/web:${tag}@${digestOf(letter)}`, 'web', '').replace(':"', '"')

  test('is the digest where dev has one, also when the same tag stood there without one before', async () => {
    const line = aLine()
    line.setTags('web', '1.0.0', '1.1.0')
    line.registry.setDigest('ghcr.io/acme/web', '1.1.0', digestOf('b'))
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.1.0') })
    await line.git.commit('main', { 'dev/web.yaml': pinnedIn('dev', '1.1.0', 'a') })
    line.clock.advance(48 * hour)
    await line.run({ environments: ['production'] })
    expect(line.forge.pulls()).toEqual([])
  })

  test('is a pinned tag in each of several files, though one has it already', async () => {
    const line = aLine({
      delivery: 'commit',
      production: "{ policy: { semver: { range: '1.x' } }, pin: { tag: 1.1.0 } }",
      files: { 'production/other.yaml': marked('production', '1.1.0') },
    })
    await line.run()
    await later(line, 24)
    expect(await line.read('main', 'production/web.yaml')).toContain('1.1.0')
  })

  test('is no digest that a tag came by later, where production follows digests', async () => {
    const production = `{ digestReflectionPolicy: Always, policy: { semver: { range: '1.x' } } }`
    const line = aLine({
      delivery: 'commit',
      production,
      files: { 'production/web.yaml': pinnedIn('production', '1.0.0', 'c') },
    })
    line.registry.setDigest('ghcr.io/acme/web', '1.1.0', digestOf('a'))
    await line.run()
    await later(line, 24)
    expect(await line.read('main', 'production/web.yaml')).toContain(`1.1.0@${digestOf('a')}`)
    line.registry.setDigest('ghcr.io/acme/web', '1.1.0', digestOf('b'))
    const report = await line.run()
    expect(await line.read('main', 'production/web.yaml')).toContain(`1.1.0@${digestOf('a')}`)
    expect(report.environments.flatMap(({ holds }) => holds.map(({ why }) => why))).toContain('tag-moved')
  })

  test('is nothing that dev will have by its own name', async () => {
    const line = aLine({ dev: takesPrereleases })
    line.setTags('web', '1.0.0', '1.1.0')
    await line.run({ environments: ['production'] })
    const asked = line.registry.requests().get('ghcr.io') ?? 0
    // The list of its tags alone.
    expect(asked).toBe(1)
  })
})

describe('the age of tags that come often', () => {
  test('is found among more builds than are kept for anything else', async () => {
    const config = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  production:
    paths: [production]
    policies: { web: { minimumAge: 3d, filterTags: { pattern: '^main-(?P<n>[0-9]+)$', extract: '$n' }, policy: { numerical: {} } } }
`
    const line = createLine(
      config,
      { 'production/web.yaml': marked('production', 'main-0') },
      { isTimed: true },
    )
    const tags = ['main-0']
    for (let build = 1; build <= 60; build += 1) {
      tags.push(`main-${build}`)
      line.setTags('web', ...tags)
      await line.run()
      line.clock.advance(2 * hour)
    }
    expect(await line.read('main', 'production/web.yaml')).toContain('main-24')
  })
})
