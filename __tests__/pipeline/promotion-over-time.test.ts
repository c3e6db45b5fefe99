/** Promotion from run to run: what production is offered, and what its request says it waits for. */
import { describe, expect, test } from '@jest/globals'
import { dryRun } from '../../src/adapters/dry-run.ts'
import { explain } from '../../src/commands/explain.ts'
import { status } from '../../src/commands/status.ts'
import { problemError } from '../../src/model/problem.ts'
import type { RunReport } from '../../src/model/report.ts'
import { summaryMarkdown } from '../../src/pipeline/report/summary.ts'
import { allProblems } from '../../src/pipeline/report/report.ts'
import { createLine, type Line } from '../support/line.ts'

const hour = 3_600_000

const configOf = (from: string, more = '', policy = 'release') => `version: 1
images: { web: ghcr.io/acme/web }
policies:
  trunk: { filterTags: { pattern: '^main-(?P<n>[0-9]+)$', extract: '$n' }, policy: { numerical: {} } }
  release: { policy: { semver: { range: '>=1.0.0 <2.0.0' } } }
environments:
  dev: { paths: [dev], policies: { web: ${policy} } }
  production:
    paths: [production]
    delivery: { pullRequest: { autoMerge: off } }
    from: ${from}
    policies: { web: release }
${more}
`

const marked = (environment: string, tag: string) =>
  `web: ${tag} # {"$imagepolicy": "${environment}:web:tag"}\n`
const filesOf = (...environments: readonly string[]) =>
  Object.fromEntries(environments.map((name) => [`${name}/web.yaml`, marked(name, '1.0.0')]))

function aLine(from = '{ environment: dev, soak: 24h }', more = '', policy = 'release'): Line {
  const files = {
    ...filesOf('staging', 'production'),
    'dev/web.yaml': marked('dev', policy === 'trunk' ? 'main-1' : '1.0.0'),
  }
  const line = createLine(configOf(from, more, policy), files, { isTimed: true })
  line.setTags('web', '1.0.0')
  return line
}

/** The registry lists these besides; one run gives them to dev, the next one offers them to production. */
async function release(line: Line, ...tags: readonly string[]): Promise<RunReport> {
  line.setTags('web', '1.0.0', ...tags)
  await line.run()
  return line.run()
}

const after = async (line: Line, hours: number): Promise<RunReport> => {
  line.clock.advance(hours * hour)
  return line.run()
}
const openOf = ({ forge }: Line) =>
  forge.pulls().flatMap(({ state, number, title }) => (state === 'open' ? [`#${number} ${title}`] : []))
const gatesOf = ({ environments }: RunReport) =>
  environments.flatMap(({ waits = [] }) =>
    waits.flatMap(({ tag, gates }) => gates.map(({ kind, state }) => `${tag} ${kind} ${state}`)),
  )
const heldOf = ({ environments }: RunReport) =>
  environments.flatMap(({ holds }) => holds.map(({ change, why }) => `${change.marker.policy} ${why}`))
const codesOf = (report: RunReport) => allProblems(report).map(({ code }) => code)
async function statusesOf(line: Line, number = 1): Promise<readonly string[]> {
  const found = await line.forge.find([line.pull(number).head])
  const { statuses = [] } = found.find((each) => each.number === number) ?? {}
  return statuses.map(({ context, state }) => `${context} ${state}`).toSorted()
}
const dev = (line: Line) => line.read('main', 'dev/web.yaml')

describe('production', () => {
  test('is offered a tag once dev has it, in a request whose gate opens when the time is over', async () => {
    const line = aLine()
    line.setTags('web', '1.0.0', '1.1.0')
    await line.run()
    expect(openOf(line)).toEqual([])
    const report = await line.run()
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    expect(gatesOf(report)).toEqual(['1.1.0 soak waiting'])
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending'])
    expect(line.pull(1).body).toContain('the 24h are over')
    await after(line, 23.99)
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending'])
    expect(gatesOf(await after(line, 0.01))).toEqual(['1.1.0 soak passed'])
    expect(await statusesOf(line)).toEqual(['image-bump/soak success'])
    expect(line.pull(1).body).not.toContain('the 24h are over')
  })

  test('hears nothing new from a run in which nothing is new', async () => {
    const line = aLine()
    await release(line, '1.1.0')
    const before = line.forge.calls()
    await line.run()
    const writes = ['setStatus', 'update', 'open', 'furnish', 'comment'] as const
    expect(writes.map((name) => (line.forge.calls().get(name) ?? 0) - (before.get(name) ?? 0))).toEqual([
      0, 0, 0, 0, 0,
    ])
  })

  test('is not offered what dev has not run, however good it is', async () => {
    const line = aLine(
      '{ environment: dev, soak: 24h }',
      '',
      "{ image: web, policy: { semver: { range: '<1.2.0' } } }",
    )
    const report = await release(line, '1.1.0', '1.2.0')
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    const [, production] = report.selections
    expect(production?.selections[0]).toMatchObject({
      record: { unproved: { count: 1, examples: ['1.2.0'] } },
    })
  })

  test('keeps the candidate that it soaks, and a newer one waits its turn', async () => {
    const line = aLine()
    await release(line, '1.1.0')
    line.clock.advance(5 * hour)
    await release(line, '1.1.0', '1.2.0')
    expect(await dev(line)).toContain('1.2.0')
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    await after(line, 19)
    expect(await statusesOf(line)).toEqual(['image-bump/soak success'])
    line.forge.change(1, { state: 'merged' })
    await line.git.commit('main', { 'production/web.yaml': marked('production', '1.1.0') })
    await line.run()
    expect(openOf(line)).toEqual(['#2 Bump web to 1.2.0 in production'])
    expect(await statusesOf(line, 2)).toEqual(['image-bump/soak pending'])
  })

  test('takes a newer one that is through all gates in place of one that was not merged', async () => {
    const line = aLine()
    await release(line, '1.1.0')
    await release(line, '1.1.0', '1.2.0')
    await after(line, 25)
    expect(openOf(line)).toEqual(['#1 Bump web to 1.2.0 in production'])
    expect(await statusesOf(line)).toEqual(['image-bump/soak success'])
  })

  test('always takes the newest where that is preferred', async () => {
    const line = aLine('{ environment: dev, soak: 24h, prefer: newest }')
    await release(line, '1.1.0')
    line.clock.advance(23 * hour)
    await release(line, '1.1.0', '1.2.0')
    expect(openOf(line)).toEqual(['#1 Bump web to 1.2.0 in production'])
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending'])
  })

  test('turns red when somebody takes the tag out of dev again, and begins anew when it comes again', async () => {
    const line = aLine()
    await release(line, '1.1.0')
    await after(line, 25)
    expect(await statusesOf(line)).toEqual(['image-bump/soak success'])
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.0.0') }, { message: 'Take it out' })
    await line.run()
    expect(await dev(line)).toContain('1.0.0')
    expect(await statusesOf(line)).toEqual(['image-bump/soak failure'])
    expect(openOf(line)).toHaveLength(1)
    await line.git.commit('main', { 'dev/web.yaml': marked('dev', '1.1.0') }, { message: 'Put it back' })
    await after(line, 1)
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending'])
    await after(line, 24)
    expect(await statusesOf(line)).toEqual(['image-bump/soak success'])
  })

  test('keeps what stands there and dev has not run', async () => {
    const line = aLine()
    await release(line, '1.1.0')
    line.setTags('web', '1.0.0', '1.1.0', '1.5.0')
    await line.git.commit('main', {
      'production/web.yaml': marked('production', '1.5.0'),
      'dev/web.yaml': marked('dev', '1.1.0'),
    })
    await after(line, 30)
    expect(await line.read('main', 'production/web.yaml')).toContain('1.5.0')
    expect(
      line.forge.pulls().filter(({ title, state }) => state === 'open' && title.includes('Roll back')),
    ).toEqual([])
  })
})

describe('the same build', () => {
  const trunk = 'trunk'
  const same = `sha256:${'a'.repeat(64)}`

  test('counts under another tag', async () => {
    const line = aLine('{ environment: dev, soak: 24h }', '', trunk)
    line.registry.setDigest('ghcr.io/acme/web', 'main-7', same)
    line.registry.setDigest('ghcr.io/acme/web', '1.1.0', same)
    await release(line, 'main-7', '1.1.0', '1.2.0')
    expect(await dev(line)).toContain('main-7')
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    expect(line.pull(1).body).toContain('the same build')
  })

  test('counts when it was built again from the same commit', async () => {
    const line = aLine('{ environment: dev, soak: 24h }', '', trunk)
    for (const tag of ['main-7', '1.1.0'])
      line.registry.setInspection('ghcr.io/acme/web', tag, { platforms: [], revision: 'abc' })
    line.registry.setInspection('ghcr.io/acme/web', '1.2.0', { platforms: [], revision: 'def' })
    await release(line, 'main-7', '1.1.0', '1.2.0')
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    expect(line.pull(1).body).toContain('built from the same commit')
  })

  test('is none where nothing is known of either', async () => {
    const line = aLine('{ environment: dev, soak: 24h }', '', trunk)
    const report = await release(line, 'main-7', '1.1.0')
    expect(openOf(line)).toEqual([])
    expect(codesOf(report)).toContain('not-proved')
  })
})

describe('a status', () => {
  const from = "{ environment: dev, soak: 24h, status: 'flux/*' }"

  async function say(line: Line, state: 'green' | 'red'): Promise<void> {
    const commit = line.git.headOf('main') ?? ''
    line.forge.report({ commit, name: 'flux/apps', state, at: line.clock.now().getTime() })
  }

  test('begins the time when it is green, stops it when it is red, and begins it anew', async () => {
    const line = aLine(from)
    await release(line, '1.1.0')
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending', 'image-bump/status pending'])
    line.clock.advance(30 * hour)
    await say(line, 'green')
    await line.run()
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending', 'image-bump/status success'])
    await after(line, 24)
    expect(await statusesOf(line)).toEqual(['image-bump/soak success', 'image-bump/status success'])
    await say(line, 'red')
    await line.run()
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending', 'image-bump/status failure'])
    line.clock.advance(hour)
    await say(line, 'green')
    await after(line, 23)
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending', 'image-bump/status success'])
    await after(line, 1)
    expect(await statusesOf(line)).toEqual(['image-bump/soak success', 'image-bump/status success'])
  })

  test('that cannot be read proves nothing', async () => {
    const line = aLine(from)
    await release(line, '1.1.0')
    await say(line, 'green')
    line.clock.advance(48 * hour)
    line.forge.failNext('signals', problemError('permission-missing', 'checks: read is missing.'))
    const report = await line.run()
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending', 'image-bump/status pending'])
    expect(codesOf(report)).toContain('permission-missing')
  })
})

describe('a chain of three', () => {
  const more = `  staging:
    paths: [staging]
    from: { environment: dev, soak: 1h }
    policies: { web: release }`

  test('brings a tag from one to the next, by commit where the gates are open', async () => {
    const line = aLine('{ environment: staging, soak: 2h }', more)
    const waiting = await release(line, '1.1.0')
    expect(heldOf(waiting)).toEqual(['staging:web soak'])
    expect(codesOf(waiting)).toContain('promotion-waits')
    await after(line, 1)
    expect(await line.read('main', 'staging/web.yaml')).toContain('1.1.0')
    expect(openOf(line)).toEqual([])
    await line.run()
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    await after(line, 2)
    expect(await statusesOf(line)).toEqual(['image-bump/soak success'])
  })

  test('asks for both, or for one, where several are named', async () => {
    const all = aLine('{ all: [{ environment: dev, soak: 1h }, { environment: staging, soak: 1h }] }', more)
    const any = aLine('{ any: [{ environment: dev, soak: 1h }, { environment: staging, soak: 9h }] }', more)
    for (const line of [all, any]) await release(line, '1.1.0')
    expect(openOf(all)).toEqual([])
    expect(openOf(any)).toEqual(['#1 Bump web to 1.1.0 in production'])
    await after(any, 1)
    expect(await statusesOf(any)).toEqual(['image-bump/soak success'])
    await after(all, 1)
    await all.run()
    expect(openOf(all)).toEqual(['#1 Bump web to 1.1.0 in production'])
    expect(await statusesOf(all)).toEqual(['image-bump/soak pending'])
  })
})

describe('the label that opens', () => {
  const from = '{ environment: dev, soak: 24h, bypass: hotfix }'

  test('opens the gates when a person gives it, and says who that was', async () => {
    const line = aLine(from)
    await release(line, '1.1.0')
    line.forge.change(1, { labels: ['hotfix'] }, 'alice')
    await line.run()
    expect(await statusesOf(line)).toEqual(['image-bump/soak success'])
    expect(line.pull(1).body).toContain('opened by alice')
  })

  test('opens nothing when a program gives it', async () => {
    const line = aLine(from)
    await release(line, '1.1.0')
    line.forge.change(1, { labels: ['hotfix'] }, 'renovate[bot]')
    await line.run()
    expect(await statusesOf(line)).toEqual(['image-bump/soak pending'])
  })
})

describe('a request that shall merge by itself', () => {
  const merging = (line: Line) => line.pull(1).armed

  async function armed(checks: readonly string[]): Promise<Line> {
    const config = configOf('{ environment: dev, soak: 24h }').replace('autoMerge: off', 'autoMerge: squash')
    const line = createLine(config, filesOf('dev', 'production'), { isTimed: true })
    line.forge.setRules('main', { known: true, checks })
    await release(line, '1.1.0')
    return line
  }

  test('is armed at once where the branch asks for its gates', async () => {
    expect(merging(await armed(['image-bump/soak', 'test']))).toBe(true)
  })

  test('is armed when its gates are open where the branch does not', async () => {
    const line = await armed(['test'])
    expect(merging(line)).toBe(false)
    expect(line.pull(1).body).toContain('does not ask for these checks')
    await after(line, 24)
    expect(merging(line)).toBe(true)
  })
})

describe('windows', () => {
  test('hold a commit back, and show a gate on a request', async () => {
    const config = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  dev: { paths: [dev], windows: { allow: ['Mon-Fri 09:00-17:00'] }, policies: { web: { policy: { semver: { range: '1.x' } } } } }
  production:
    paths: [production]
    delivery: pullRequest
    windows: { deny: ['2026-01-01..2026-01-04'] }
    policies: { web: { policy: { semver: { range: '1.x' } } } }
`
    // The first of January 2026 is a Thursday, and it is midnight.
    const line = createLine(config, filesOf('dev', 'production'), { isTimed: true })
    const report = await line.run()
    expect(heldOf(report)).toEqual(['dev:web window'])
    expect(codesOf(report)).toContain('window-closed')
    expect(await statusesOf(line)).toEqual(['image-bump/window pending'])
    await after(line, 9)
    expect(await dev(line)).toContain('1.1.0')
    await after(line, 87)
    expect(await statusesOf(line)).toEqual(['image-bump/window success'])
  })

  test('are closed by a freeze, and open again when it ends', async () => {
    const line = aLine()
    await release(line, '1.1.0')
    line.clock.advance(25 * hour)
    const report = await line.run({ freeze: ['production'] })
    expect(await statusesOf(line)).toEqual(['image-bump/soak success', 'image-bump/window pending'])
    expect(gatesOf(report)).toEqual(['1.1.0 soak passed', '1.1.0 window waiting'])
    await line.run()
    expect(await statusesOf(line)).toEqual(['image-bump/soak success', 'image-bump/window success'])
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    expect(heldOf(await line.run({ freeze: 'all' }))).toContain('dev:web window')
  })
})

describe('the age of a tag', () => {
  const config = `version: 1
images: { web: ghcr.io/acme/web }
environments:
  production:
    paths: [production]
    delivery: pullRequest
    policies: { web: { minimumAge: 3d, policy: { semver: { range: '>=1.0.0 <2.0.0' } } } }
`
  const anAgedLine = () => createLine(config, filesOf('production'), { isTimed: true })

  test('counts from when a run saw it first', async () => {
    const line = anAgedLine()
    const report = await line.run()
    expect(codesOf(report)).toEqual(['ledger-begins', 'not-proved'])
    expect(openOf(line)).toEqual([])
    await after(line, 71)
    expect(openOf(line)).toEqual([])
    const later = await after(line, 1)
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    expect(codesOf(later)).toEqual([])
  })

  test('is that of the best that is old enough', async () => {
    const line = anAgedLine()
    await line.run()
    line.clock.advance(70 * hour)
    line.setTags('web', '1.0.0', '1.1.0', '1.2.0')
    await line.run()
    await after(line, 2)
    expect(openOf(line)).toEqual(['#1 Bump web to 1.1.0 in production'])
    await after(line, 70)
    expect(openOf(line)).toEqual(['#1 Bump web to 1.2.0 in production'])
  })

  test('begins anew when the ledger is lost, and that is said', async () => {
    const line = anAgedLine()
    await line.run()
    line.clock.advance(100 * hour)
    line.git.loseLedger()
    expect(codesOf(await line.run())).toEqual(['ledger-begins', 'not-proved'])
    expect(openOf(line)).toEqual([])
  })

  test('is written down only when something is new', async () => {
    const line = anAgedLine()
    await line.run()
    const before = await line.git.readLedger()
    await after(line, 1)
    expect((await line.git.readLedger())?.head).toBe(before?.head)
  })

  test('of a tag that points elsewhere by now is no age: it is told, and held', async () => {
    const line = anAgedLine()
    await line.run()
    line.clock.advance(80 * hour)
    line.registry.setDigest('ghcr.io/acme/web', '1.1.0', `sha256:${'b'.repeat(64)}`)
    await line.run()
    const report = await after(line, 80)
    expect(heldOf(report)).toEqual(['production:web tag-moved'])
    expect(codesOf({ ...report, problems: report.environments.flatMap(({ problems }) => problems) })).toEqual(
      ['tag-moved'],
    )
    expect(openOf(line)).toEqual([])
  })
})

describe('the chain', () => {
  const more = `  staging:
    paths: [staging]
    from: { environment: dev, soak: 1h }
    policies: { web: release }`
  const request = {
    config: '.github/image-bump.yaml',
    from: 'commits',
    defaultBranch: 'of-the-remote',
    suspend: false,
  } as const

  test('is drawn: what runs where, since when, and what waits for what', async () => {
    const line = aLine('{ environment: staging, soak: 2h }', more)
    await release(line, '1.1.0')
    const report = await after(line, 1)
    const told = summaryMarkdown(report).split('\n')
    expect(told.slice(told.indexOf('```mermaid')).slice(0, 8)).toEqual([
      '```mermaid',
      'flowchart LR',
      '  e0["<b>production</b><br>web 1.0.0"]',
      '  e1["<b>staging</b><br>web 1.1.0"]',
      '  e2["<b>dev</b><br>web 1.1.0"]',
      '  e1 -->|"2h"| e0',
      '  e2 -->|"1h"| e1',
      '```',
    ])
    await line.run()
    const { shown = [], json } = await status({ ...request, scan: true }, dryRun(line.ports))
    expect(shown.at(-1)?.split(/ {3,}/)).toEqual([
      'ghcr.io/acme/web',
      '1.1.0 since 2026-01-01 00:00 UTC',
      '1.0.0 since 2026-01-01 00:00 UTC -> 1.1.0 (#1, soak until 2026-01-01 03:00 UTC)',
      '1.1.0 since 2026-01-01 01:00 UTC',
    ])
    expect(json).toMatchObject({
      environments: [
        { name: 'dev' },
        { name: 'production', from: { need: 'all', sources: [{ environment: 'staging', soak: 7200 }] } },
        { name: 'staging' },
      ],
      images: [
        {
          places: [
            { environment: 'dev', since: '2026-01-01T00:00:00.000Z' },
            { waiting: { gates: [{ kind: 'soak', state: 'waiting', until: '2026-01-01T03:00:00.000Z' }] } },
            { environment: 'staging', since: '2026-01-01T01:00:00.000Z' },
          ],
        },
      ],
    })
  })

  test('is told of a policy by explain, with its gates', async () => {
    const line = aLine()
    await release(line, '1.1.0')
    const { lines } = await explain({ ...request, policy: 'production:web' }, dryRun(line.ports))
    expect(lines.join('\n')).toMatch(/gate soak +waiting: 1\.1\.0 stands in dev since 2026-01-01/)
  })
})
