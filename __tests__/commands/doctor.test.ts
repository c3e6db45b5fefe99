import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { publish } from '../../src/commands/publish.ts'
import type { Finding } from '../../src/model/finding.ts'
import { type Problem, ProblemError, problemError } from '../../src/model/problem.ts'
import type { RepositoryFacts } from '../../src/model/repository-facts.ts'
import { formatWorkflow } from '../../src/pipeline/proposal/workflow.ts'
import { problemsThrownBy } from '../support/builders.ts'
import { fluxConfig, fluxFiles } from '../support/flux-world.ts'
import { fencedBlocks, readPage } from '../support/markdown.ts'
import {
  createPatient,
  healthy,
  visit,
  type Visit,
  visitWreck,
  workflow,
  workflowFile,
} from './doctor-world.ts'
import { configFile, files, fromCommits, type World } from './world.ts'

const config = files[configFile]
const [dev, production] = ['apps/dev/web.yaml', 'apps/production/values.yaml'] as const

test('a healthy repository is told in a line a check', async () => {
  const { shown, exitCode } = await visit(createPatient({ [configFile]: byRequest(config) }))
  expect([exitCode, ...(shown ?? [])]).toEqual([
    0,
    'configuration  ok       2 environments and 3 policies in .github/image-bump.yaml',
    'workflow       ok       .github/workflows/image-bump.yaml runs it at "7,27,47 * * * *"',
    'token          ok       GitHub knows the token of the app image-bump[bot]',
    'branches       ok       main asks for an approving review',
    'registries     ok       1 of 1 answered: ghcr.io for 2 images without a login',
    'policies       ok       3 of 3 chose a tag',
    'markers        ok       3 markers in 2 files',
    'requests       ok       0 requests open, 0 versions held',
    '',
    'Nothing is wrong.',
  ])
})

test('of a repository with everything wrong each thing is told with its place and the fix', async () => {
  const { shown, exitCode } = await visitWreck()
  const text = `${(shown ?? []).join('\n')}\n`
  const held = '__tests__/commands/doctor-wreck.txt'
  if (process.env['UPDATE'] === '1') writeFileSync(held, text)
  expect([exitCode, text]).toEqual([1, readFileSync(held, 'utf8')])
})

test("what `'*'` writes for images that the environment does not run is a note", async () => {
  const starred = config.replace('policies: { web: release } }', "policies: { '*': release } }")
  const found = findingsOf(await visit(createPatient({ [configFile]: starred })))
  expect(found.filter(({ kind }) => kind === 'policy-unused')).toMatchObject([
    { level: 'note', seen: expect.stringContaining('dev:api') },
  ])
})

test('RUNBOOK.md shows what the doctor says', async () => {
  const page = readPage('.github/docs/RUNBOOK.md')
  const told = [
    ...((await visitWreck()).shown ?? []),
    ...((await visitWreck({ policy: 'dev:cache' })).shown ?? []),
  ]
  const samples = fencedBlocks(page, 'text').map(({ text }) => text.trimEnd())
  expect(samples.length).toBeGreaterThan(5)
  expect(samples.filter((sample) => !told.join('\n').includes(sample))).toEqual([])
})

interface Case extends Visit {
  readonly kind: string
  /** `file:line`, where it has a place. */
  readonly at?: string
  readonly files?: Parameters<typeof createPatient>[0]
  readonly before?: (world: World) => unknown
}

const unguarded = (world: World) => world.forge.setRules('main', { known: true, reviews: 0 })
const as = (kind: 'user' | 'actions') => (world: World) => world.forge.setIdentity({ kind, login: 'alice' })
const inWorkflow = (from: string, to: string) => ({ [workflowFile]: workflow.replace(from, to) })
const inConfig = (from: string, to: string) => ({ [configFile]: config.replace(from, to) })
const inProduction = (more: string) => inConfig('delivery: pullRequest,', more)
const older = { [dev]: files[dev], [production]: files[production] }
const ranLast = (conclusion: string): Partial<RepositoryFacts> => ({
  workflows: new Map([
    [
      workflowFile,
      {
        state: 'active',
        lastRun: {
          at: '2026-02-03T04:05:06Z',
          conclusion,
          url: 'https://github.com/acme/gitops/actions/runs/7',
        },
      },
    ],
  ]),
})

/** What the wreck has not. */
const cases: readonly Case[] = [
  { kind: 'config-invalid', at: `${configFile}:1`, files: inConfig('version: 1', 'version: 3') },
  { kind: 'config-not-found', at: configFile, files: { [configFile]: null } },
  { kind: 'suspended', suspend: true },
  { kind: 'suspended', at: `${configFile}:5`, files: inConfig('dev: {', 'dev: { suspend: true,') },
  {
    kind: 'suspended',
    at: `${configFile}:5`,
    files: inConfig('web: release }', 'web: { extends: release, suspend: true } }'),
  },
  { kind: 'workflow-missing', files: { [workflowFile]: null } },
  { kind: 'schedule-pauses', at: `${workflowFile}:3`, facts: { isPublic: true } },
  { kind: 'last-run-failed', at: workflowFile, facts: ranLast('failure') },
  {
    kind: 'workflow-no-checkout',
    at: `${workflowFile}:11`,
    files: inWorkflow('actions/checkout', 'actions/cache'),
  },
  {
    kind: 'workflow-permissions-unsaid',
    at: `${workflowFile}:10`,
    files: inWorkflow(/permissions.*\n/.exec(workflow)?.[0] ?? '', ''),
  },
  {
    kind: 'workflow-permissions',
    at: `${workflowFile}:5`,
    files: inWorkflow('dry-run: ${{ inputs.dry-run || false }}', 'aws-role-arn: ${{ vars.ROLE }}'),
  },
  {
    kind: 'workflow-permissions',
    at: `${workflowFile}:4`,
    files: {
      [workflowFile]:
        'on: push\njobs:\n  bump:\n    permissions: { contents: write }\n    uses: image-bump/image-bump/.github/workflows/bump.yml@v1\n    secrets: inherit\n',
    },
  },
  {
    kind: 'input-by-variable',
    at: `${workflowFile}:13`,
    files: inWorkflow(
      'dry-run: ${{ inputs.dry-run || false }}',
      'suspend: ${{ vars.IMAGE_BUMP_SUSPEND || false }}',
    ),
  },
  {
    kind: 'take-over-needed',
    at: `${workflowFile}:11`,
    files: { ...fluxFiles(), [configFile]: fluxConfig() },
  },
  { kind: 'repository-archived', facts: { isArchived: true } },
  { kind: 'token-may-not-push', before: as('user'), facts: { mayPush: false } },
  { kind: 'commits-unverified', before: as('user') },
  { kind: 'workflows-wait', before: as('actions') },
  { kind: 'setting-unseen', before: as('actions') },
  { kind: 'permission-missing', before: (world) => refuse(world, 'whoAmI') },
  { kind: 'github-refused', before: (world) => refuse(world, 'rules', 'github-refused') },
  { kind: 'branch-unguarded', at: `${configFile}:6`, before: unguarded },
  {
    kind: 'branch-unprotected',
    at: `${configFile}:6`,
    files: inProduction('delivery: { pullRequest: { requireProtection: true } },'),
    before: unguarded,
  },
  {
    kind: 'rules-not-shown',
    at: `${configFile}:6`,
    before: (world) => world.forge.setRules('main', { known: false }),
  },
  { kind: 'path-empty', at: `${configFile}:5`, files: inConfig('[apps/dev]', '[apps/develop]') },
  {
    kind: 'environment-unmarked',
    at: `${configFile}:5`,
    files: { [dev]: 'image: ghcr.io/acme/web:1.1.0\n' },
  },
  { kind: 'image-unmarked', at: `${dev}:1`, files: { [dev]: 'image: ghcr.io/acme/web:1.1.0\n' } },
  { kind: 'policy-unused', at: `${configFile}:5`, files: { [dev]: 'tag: 1.1.0\n' } },
  { kind: 'file-not-yaml', at: `${dev}:2`, files: { [dev]: '{{ x # {"$imagepolicy": "dev:web"}\n' } },
  { kind: 'change-due', at: `${dev}:5`, files: { [dev]: files[dev] } },
  { kind: 'request-open', files: older, before: deliver },
  {
    kind: 'request-waits',
    files: { ...older, ...inProduction("delivery: pullRequest, windows: { allow: ['2020-01-01'] },") },
    before: deliver,
  },
  { kind: 'held-closed', at: `${production}:1`, files: older, before: closeRequests },
  { kind: 'held-window', at: `${dev}:5`, files: older, freeze: ['dev'] },
  {
    kind: 'held-edited',
    at: `${production}:1`,
    files: older,
    before: async (world) => {
      await deliver(world)
      await world.git.commit('image-bump/production--web', { 'notes.txt': 'Mine.\n' })
      world.registry.setTags('ghcr.io/acme/web', ['1.0.0', '1.2.0'])
    },
  },
  {
    kind: 'held-reverted',
    at: `${dev}:5`,
    before: (world) => world.git.commit('main', { [dev]: files[dev] }),
  },
  {
    kind: 'held-unprotected',
    at: `${production}:1`,
    files: { ...older, ...inProduction('delivery: { pullRequest: { requireProtection: true } },') },
    before: unguarded,
  },
  {
    kind: 'registry-refused',
    at: `${configFile}:2`,
    before: (world) => world.registry.fail('ghcr.io/acme/api', problemError('registry-refused', 'No.')),
  },
]

describe('it is found, once, with its place and a fix:', () => {
  test.each(cases)('$kind $at', async ({ kind, at, files: changes, before, ...asked }) => {
    const world = createPatient(changes)
    await before?.(world)
    const found = findingsOf(await visit(world, asked)).filter((finding) => finding.kind === kind)
    const places = found.map(({ file, line }) => [file, line].filter((part) => part !== undefined).join(':'))
    expect(places).toContain(at ?? '')
    expect(new Set(found.map((finding) => JSON.stringify(finding))).size).toBe(found.length)
    expect(found.filter(({ seen, fix }) => seen.length < 3 || fix.length < 10)).toEqual([])
  })

  test('and every kind that there is has been found by these tests', async () => {
    const words = readWords()
    const known = new Set([...findingsOf(await visitWreck()), ...cases].map(({ kind }) => kind))
    expect(words.filter((word) => !known.has(word))).toEqual([])
    expect(words.length).toBeGreaterThan(20)
  })
})

test('a slip that is made in many places is shown ten times, and counted', async () => {
  const markers = Array.from({ length: 12 }, (_, at) => `v${at}: 1.0.0 # {"$imagepolicy": "dev:nope:tag"}\n`)
  const { shown = [] } = await visit(createPatient({ 'apps/dev/many.yaml': markers.join('') }))
  expect(shown.filter((line) => line.startsWith('  warning policy-unknown'))).toHaveLength(10)
  expect(shown).toContain('  and 2 more policy-unknown; --output json has them all')
})

test('without a scan not even the remote is asked, whose ledger gates need', async () => {
  const asked: string[] = []
  const world = createPatient({
    ...older,
    ...inProduction('delivery: pullRequest, from: { environment: dev },'),
  })
  const git: World['git'] = {
    ...world.git,
    readLedger: () => (asked.push('ledger'), world.git.readLedger()),
  }
  const { shown } = await visit({ ...world, git }, { scan: false })
  expect([asked, shown?.join('\n')]).toEqual([[], expect.not.stringContaining('ledger')])
  await visit({ ...world, git })
  expect(asked).not.toEqual([])
})

/** What is said of these findings, without the way to mend them. */
async function seenOf(kind: string, world: World): Promise<readonly string[]> {
  return findingsOf(await visit(world)).flatMap((finding) => (finding.kind === kind ? [finding.seen] : []))
}

describe('of a change that is due it says', () => {
  test('what its request will wait for', async () => {
    const windows = inProduction("delivery: pullRequest, windows: { allow: ['2020-01-01'] },")
    expect(await seenOf('change-due', createPatient({ ...older, ...windows }))).toContainEqual(
      expect.stringMatching(
        /^production:web: .* by a pull request; the request then waits: no window of `allow`/,
      ),
    )
  })

  test('no branch where none is checked out', async () => {
    const world = createPatient({ [dev]: files[dev] })
    const { branch: _, ...detached } = await world.git.checkedOut()
    const git: World['git'] = { ...world.git, checkedOut: () => Promise.resolve(detached) }
    const { shown } = await visit({ ...world, git }, { from: 'disk', defaultBranch: 'checked-out' })
    expect(shown?.join('\n')).toContain('1.1.0 now and commit it; nothing stands in its way.')
  })
})

test('outside of a checkout the configuration is said not to have been read', async () => {
  const world = createPatient()
  const none = () => Promise.reject(problemError('git-failed', 'not a git repository'))
  const git: World['git'] = { ...world.git, checkedOut: none, heads: none }
  const { shown } = await visit({ ...world, git }, { from: 'disk' })
  expect(shown?.[0]).toBe('configuration  -        .github/image-bump.yaml was not read')
})

test('as whom a registry was asked is said once', async () => {
  const world = createPatient()
  const told = 'No to ghcr.io/acme/api, asked without a login (401).'
  world.registry.fail('ghcr.io/acme/api', problemError('registry-refused', told))
  expect(await seenOf('registry-refused', world)).toEqual([told])
})

test('of the workflow that init writes nothing is told but that a name can move, and a variable suspends', async () => {
  const { json } = await visit(createPatient({ [workflowFile]: formatWorkflow() }))
  const own = findingsOf({ json }).filter(({ check }) => check === 'workflow')
  expect(own.map(({ kind, level }) => [kind, level])).toEqual([
    ['workflow-unpinned', 'note'],
    ['input-by-variable', 'note'],
  ])
})

describe('a workflow that is as a page shows it', () => {
  const besides = '.github/workflows/besides.yaml'
  const shown = (page: string) =>
    fencedBlocks(readPage(`.github/docs/${page}`), 'yaml').find(({ text }) => /^jobs:/m.test(text))?.text ??
    ''
  const told = async (files: Parameters<typeof createPatient>[0]) =>
    findingsOf(await visit(createPatient(files))).filter(({ check }) => check === 'workflow')

  test.each(['PREVIEW.md', 'LARGE.md'])('has all that it needs: %s', async (page) => {
    const own = (await told({ [besides]: shown(page) })).filter(({ file }) => file === besides)
    expect(new Set(own.map(({ kind }) => kind))).toEqual(new Set(['workflow-unpinned']))
  })

  test('must grant our reusable workflow what that asks for', async () => {
    const { jobs } = parse(readFileSync('.github/workflows/bump.yml', 'utf8'))
    const asked = Object.entries(jobs.bump.permissions).map(([name, level]) => `${name}: ${String(level)}`)
    const call = `on: push\npermissions: {}\njobs: { bump: { uses: image-bump/image-bump/.github/workflows/bump.yml@v1 } }\n`
    const found = (await told({ [workflowFile]: call })).find(({ kind }) => kind === 'workflow-permissions')
    expect(found?.fix).toBe(`Add to \`permissions\`: ${asked.join(', ')}`)
  })

  test('lacks something where its token may not even read', async () => {
    const blind = shown('PREVIEW.md').replace('contents: read', 'contents: none')
    expect((await told({ [besides]: blind })).map(({ kind }) => kind)).toContain('workflow-permissions')
  })

  test('delivers nothing where it is for previews alone', async () => {
    const own = await told({ [workflowFile]: null, [besides]: shown('PREVIEW.md') })
    const [first] = own.filter(({ kind }) => kind === 'workflow-missing')
    expect(first?.seen).toContain(`used for previews alone (${besides})`)
  })
})

/** One reason a row: what was done, and how the sentence begins. */
const reasons: readonly (Omit<Case, 'kind'> & { readonly why: string; readonly policy?: string })[] = [
  { why: 'Nothing is wrong: 1.1.0 stands everywhere and is the newest that fits.' },
  {
    why: '`environments` names no environment; wanted at least one',
    files: inConfig('environments:', 'environment:'),
  },
  { why: 'Every change is held: the input suspend is true.', suspend: true },
  {
    why: 'The environment production is suspended.',
    files: inProduction('delivery: pullRequest, suspend: true,'),
  },
  {
    why: 'The image web is suspended.',
    files: inConfig('web: ghcr.io/acme/web', 'web: { image: ghcr.io/acme/web, suspend: true }'),
  },
  {
    why: 'The policy production:web is pinned to 1.1.0 (INC-42), so nothing newer is chosen.',
    files: inConfig(
      'web: release, api',
      'web: { extends: release, pin: { tag: 1.1.0, reason: INC-42 } }, api',
    ),
  },
  { why: 'The remote has no branch live.', files: inProduction('delivery: pullRequest, branch: live,') },
  {
    why: 'No. ghcr.io was asked without a login.',
    before: (world) => world.registry.fail('ghcr.io/acme/web', problemError('registry-refused', 'No.')),
  },
  {
    why: 'production:web chose nothing: no tag is a version in the range',
    files: inConfig(">=1.0.0 <2.0.0'", ">=7.0.0 <8.0.0'"),
  },
  {
    why: 'The path apps/prod of production holds no YAML file on main.',
    files: inConfig('[apps/production]', '[apps/prod]'),
  },
  {
    why: 'The marker "production:wbe:tag" names no policy of production',
    files: { [production]: healthy[production].replace(':web', ':wbe') },
  },
  {
    why: 'The marker of production:web:tag lies outside of all `paths`',
    files: {
      [production]: healthy[production].replace(/^web.*\n/, ''),
      'web.yaml': 'web: 1.0.0 # {"$imagepolicy": "production:web:tag"}\n',
    },
  },
  {
    why: 'No marker in the files of production names production:web',
    files: { [production]: healthy[production].replace(/^web.*\n/, '') },
  },
  {
    why: 'production:web: 1.0.0 is not changed to 1.1.0. Its request #1 was closed',
    files: older,
    before: closeRequests,
  },
  { why: 'production:web: the request #1 is open and waits for a person.', files: older, before: deliver },
  {
    why: 'production:web: the request #1 is open and waits: production is frozen',
    files: older,
    before: deliver,
    freeze: 'all',
  },
  { why: 'production:web: a run would change 1.0.0 to 1.1.0 now', files: older },
  {
    why: 'The run shows what it would do for 1 automation of Flux and does not do it.',
    policy: 'flux-system:web',
    files: { ...fluxFiles(), [configFile]: fluxConfig() },
  },
  { why: 'No file below .github/workflows uses Image Bump', files: { ...older, [workflowFile]: null } },
  {
    why: 'Nothing is known to be wrong: 1.0.0 stands there, and token, branches, registries',
    files: older,
    scan: false,
  },
]

describe('asked about a policy it says why:', () => {
  test.each(reasons)('$why', async ({ why, files: changes, before, policy = 'production:web', ...asked }) => {
    const world = createPatient(changes)
    await before?.(world)
    const { json, shown } = await visit(world, { policy, ...asked })
    const [reason] = Object(json).reasons
    expect(reason.text).toContain(why)
    expect(shown?.join('\n')).toContain(reason.text)
  })

  test('of each environment that has it, and of others it tells nothing', async () => {
    const shared = { [configFile]: config.replace('dev: {', 'dev: { namespace: production,') }
    const { json, shown = [] } = await visit(createPatient({ ...older, ...shared }), {
      policy: 'production:web',
    })
    const told: readonly { readonly environment: string }[] = Object(json).reasons
    expect(told.map(({ environment }) => environment)).toEqual(['dev', 'production'])
    expect(shown.join('\n')).not.toContain('production:api')
  })

  test('and refuses one that there is none of', async () => {
    const problems = await problemsThrownBy(() => visit(createPatient(), { policy: 'production:wbe' }))
    expect(problems).toMatchObject([{ code: 'arguments-invalid', place: { file: configFile } }])
    expect(problems[0]?.message).toContain('did you mean `production:web`')
  })
})

describe('what cannot be asked', () => {
  test('costs the other checks nothing', async () => {
    const world = createPatient(older)
    world.git.heads = () => Promise.reject(problemError('git-failed', 'There is no remote.'))
    refuse(world, 'whoAmI')
    refuse(world, 'rules')
    const { json } = await visit(world)
    const { checks } = Object(json)
    expect(checks).toMatchObject([
      { check: 'configuration', state: 'ok' },
      { check: 'workflow', state: 'ok' },
      { check: 'token', state: 'error' },
      { check: 'branches', state: 'error' },
      { check: 'registries', state: 'ok' },
      { check: 'policies', state: 'ok' },
      { check: 'markers', state: 'ok' },
      { check: 'requests', state: 'note' },
    ])
  })

  test('is not asked without a token, or by --no-scan', async () => {
    const world = createPatient(older)
    const offline = await visit(world, { scan: false })
    expect([world.registry.listed, world.forge.calls().size]).toEqual([[], 0])
    expect(offline.shown).toContain('registries     -        not asked, by --no-scan')
    const { shown } = await visit(world, { from: 'disk' })
    expect(shown).toContainEqual(expect.stringMatching(/^token {10}- {8}not asked: give GITHUB_TOKEN/))
    expect(world.forge.calls().size).toBe(0)
    expect(world.registry.listed).not.toEqual([])
  })
})

function byRequest(text: string): string {
  return text.replace('delivery: commit', 'delivery: pullRequest')
}

/** Words of GitHub that look the same. */
const permissions = new Set(['pull-request', 'pull-requests', 'id-token'])

type Told = Omit<Finding, 'place'> & { readonly file?: string; readonly line?: number }

function findingsOf({ json }: { readonly json: unknown }): readonly Told[] {
  return Object(json).findings
}

/** The doctor's own words for what it finds, from its code. */
function readWords(): readonly string[] {
  const source = [
    'branches',
    'configuration',
    'markers',
    'policies',
    'requests',
    'token',
    'stray-markers',
    'unused-policies',
    'workflow',
    'workflow-inputs',
    'workflow-permissions',
  ]
  const text = source.map((name) => readFileSync(`src/pipeline/diagnosis/${name}.ts`, 'utf8')).join('\n')
  const found = [...text.matchAll(/(?:kind: |\b(?:warning|note)\(|[?:] )'([a-z]+(?:-[a-z]+)+)'/g)]
  return [...new Set(found.map((match) => match[1] ?? ''))].filter((word) => !permissions.has(word))
}

function refuse(
  world: World,
  method: 'whoAmI' | 'rules',
  code: Problem['code'] = 'permission-missing',
): void {
  world.forge.failNext(method, new ProblemError([{ code, level: 'error', message: 'GitHub refused.' }]))
}

async function deliver(world: World): Promise<void> {
  await publish(fromCommits, world)
}

async function closeRequests(world: World): Promise<void> {
  await deliver(world)
  for (const { number } of world.forge.pulls()) world.forge.change(number, { state: 'closed' })
}
