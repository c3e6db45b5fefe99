/** What GitHub and npm read of this repository: action.yml, workflows, package.json. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { fencedBlocks, readPages, type FencedBlock } from './support/markdown.ts'
import { diagnosticsOf } from './support/workflow-diagnostics.ts'

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const action = parse(readFileSync('action.yml', 'utf8'))
const workflows = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`)
const reusable = '.github/workflows/bump.yml'
const blocks = readPages().flatMap((page) => fencedBlocks(page, 'yaml'))
const examples = blocks.filter(({ text }) => /^jobs:/m.test(text))
const fragments = blocks.filter(({ text }) => /^(on|concurrency):/.test(text))
const allWorkflows: readonly FencedBlock[] = [
  ...workflows.map((file) => ({ place: file, text: readFileSync(file, 'utf8') })),
  ...examples,
]

describe('action.yml', () => {
  test('is right, as GitHub reads it', async () => {
    expect(await diagnosticsOf('action.yml', readFileSync('action.yml', 'utf8'))).toEqual([])
  })

  test('runs a file that is there, on Node 24', () => {
    expect(action.runs.using).toBe('node24')
    expect(existsSync(action.runs.main)).toBe(true)
  })

  test.each(['inputs', 'outputs'])('says what each of its %s is', (part) => {
    const described = Object.entries<{ readonly description?: string }>(action[part])
    expect(described.length).toBeGreaterThan(0)
    expect(described.filter(([, { description = '' }]) => !/^\S.{9,}[.)]$/.test(description))).toEqual([])
  })

  test('has the inputs that the Action asks for, and no other', () => {
    const door = ['action', 'action-inputs']
      .map((name) => readFileSync(`src/entry/${name}.ts`, 'utf8'))
      .join('')
    const asked = [...door.matchAll(/getInput\('([^']+)'/g)].map((match) => match[1])
    expect(new Set(asked)).toEqual(new Set(Object.keys(action.inputs)))
  })
})

describe.each(allWorkflows)('the workflow at $place', ({ place, text }) => {
  test('is right, as GitHub reads it', async () => {
    expect(await diagnosticsOf(place, text)).toEqual([])
  })

  test('uses actions of others by a full commit with its version beside it', () => {
    const used = text.split('\n').filter((line) => /\buses:/.test(line))
    const ofOthers = used.filter((line) => !/uses: (\.\/|image-bump\/image-bump[@/])/.test(line))
    expect(ofOthers.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
  })

  test('gives this Action inputs that it has', () => {
    const unknown = ownSteps(text).flatMap((step) =>
      Object.keys(step.with ?? {}).filter((input) => !(input in action.inputs)),
    )
    expect(unknown).toEqual([])
  })

  test('gives the reusable workflow inputs and secrets that it has', () => {
    const { inputs, secrets } = parse(readFileSync(reusable, 'utf8')).on.workflow_call
    const calls = jobsOf(text).filter(({ uses }) => uses?.includes(reusable))
    const given = calls.flatMap((call) => Object.keys({ ...call.with, ...call.secrets }))
    expect(given.filter((name) => !(name in { ...inputs, ...secrets }))).toEqual([])
  })

  test('asks this Action for outputs that it has', () => {
    const names = ownSteps(text).flatMap(({ id }) =>
      [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)].flatMap(([, step, output]) =>
        step === id && output !== undefined ? [output] : [],
      ),
    )
    expect(names.filter((name) => !(name in action.outputs))).toEqual([])
  })
})

test.each(fragments)(
  'the part of a workflow at $place is right, as GitHub reads it',
  async ({ place, text }) => {
    const rest = 'jobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: date }] } }'
    const whole = [text, ...(/^on:/m.test(text) ? [] : ['on: push']), rest].join('\n')
    expect(await diagnosticsOf(place, whole)).toEqual([])
  },
)

describe.each(workflows)('our own workflow %s', (file) => {
  const text = readFileSync(file, 'utf8')
  const workflow = parse(text)

  test('may read the repository and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
  })

  test('leaves no token behind in the checkout', () => {
    const checkouts = stepsOf(text).filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false))
  })

  test('puts nothing into a script that GitHub fills in, where it could become a command', () => {
    const scripts = stepsOf(text).flatMap(({ run = [] }) => run)
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
  })

  test('ends by itself', () => {
    const limits = Object.values<{ 'timeout-minutes'?: number }>(workflow.jobs).map(
      (job) => job['timeout-minutes'] ?? Infinity,
    )
    expect(limits.filter((minutes) => minutes > 30)).toEqual([])
  })

  test('asks for no event that gives strangers its secrets', () => {
    const strange = ['pull_request_target', 'issue_comment', 'workflow_run']
    expect(Object.keys(workflow.on).filter((event) => strange.includes(event))).toEqual([])
  })
})

describe('dependabot.yml', () => {
  const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8'))

  test('keeps packages and actions up to date, in groups, and lets what is new wait for a week', () => {
    const kinds = updates.map((update: { 'package-ecosystem': string }) => update['package-ecosystem'])
    expect(new Set(kinds)).toEqual(new Set(['npm', 'github-actions']))
    for (const { cooldown, groups } of updates) {
      expect(cooldown['default-days']).toBeGreaterThanOrEqual(7)
      expect(Object.keys(groups)).not.toEqual([])
    }
  })
})

describe('the reusable workflow', () => {
  const { on, jobs } = parse(readFileSync(reusable, 'utf8'))
  const { inputs, outputs, secrets } = on.workflow_call
  const { permissions, steps } = jobs.bump
  const [, checkout] = steps
  const step = steps.at(-1)

  test('hands its inputs on, with defaults as the Action has them, but for those of its own job', () => {
    const handed = Object.keys(inputs).filter((name) => !['app-client-id', 'runs-on'].includes(name))
    expect(handed.map((name) => [name, String(inputs[name].default), step.with[name]])).toEqual(
      handed.map((name) => [name, action.inputs[name].default, expression(`inputs.${name}`)]),
    )
  })

  test('wants no secret, and gives all outputs but the file on its own runner', () => {
    const required = Object.values<{ readonly required: boolean }>(secrets).filter((each) => each.required)
    expect(required).toEqual([])
    // Those of a dry run are for jobs of the same workflow run, which have the file, too.
    const own = new Set(['report', 'matrix', 'rows', 'plan'])
    const wanted = Object.keys(action.outputs).filter((name) => !own.has(name))
    expect(Object.keys(outputs).toSorted()).toEqual(wanted.toSorted())
    expect(wanted.map((name) => outputs[name].value)).toEqual(
      wanted.map((name) => expression(`jobs.bump.outputs.${name}`)),
    )
  })

  test('may do what bumps need and nothing else, with the Action of its own commit', () => {
    expect(permissions).toEqual({ contents: 'write', 'pull-requests': 'write', packages: 'read' })
    expect(checkout.with).toMatchObject({
      repository: expression('job.workflow_repository'),
      ref: expression('job.workflow_sha'),
    })
    expect(step.uses).toBe(`./${checkout.with.path}`)
    expect(action.runs.main.startsWith(`${checkout.with['sparse-checkout']}/`)).toBe(true)
  })
})

describe('the workflow checks', () => {
  test.each([
    ['an unknown key', 'jobs: { a: { runs-on: ubuntu-24.04, stepps: [] } }'],
    ['an unknown context', "jobs: { a: { runs-on: ubuntu-24.04, steps: [{ run: '${{ github.reff }}' }] } }"],
  ])('see %s', async (_, jobs) => {
    expect(await diagnosticsOf('wrong.yml', `on: push\n${jobs}\n`)).not.toEqual([])
  })

  test('see an unknown runtime', async () => {
    const wrong = readFileSync('action.yml', 'utf8').replace('node24', 'node77')
    expect(await diagnosticsOf('wrong/action.yml', wrong)).not.toEqual([])
  })
})

describe('package.json', () => {
  const manifest = json('package.json')

  test('pins every dependency exactly', () => {
    const pins = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides }
    expect(Object.entries<string>(pins).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  test('names a command that is there and may be run', () => {
    expect(Object.values<string>(manifest.bin).map((file) => statSync(file).mode & 0o111)).toEqual([0o111])
  })

  test('has a lock file with checksums and without addresses, so that any mirror of npm serves it', () => {
    const locked = Object.entries<object>(json('package-lock.json').packages).filter(([name]) => name !== '')
    expect(locked.length).toBeGreaterThan(0)
    expect(locked.filter(([, entry]) => 'resolved' in entry)).toEqual([])
    expect(locked.filter(([, entry]) => !('integrity' in entry))).toEqual([])
  })
})

test('the top of the repository has no drawers', () => {
  const ignored = readFileSync('.gitignore', 'utf8')
    .split('\n')
    .map((line) => line.replace(/\/$/, ''))
  const visible = readdirSync('.').filter((name) => !name.startsWith('.') && !name.endsWith('.log'))
  const files = ['LICENSE', 'README.md', 'action.yml', 'package.json', 'package-lock.json', 'tsconfig.json']
  const allowed = [...files, '__tests__', 'dist', 'src']
  expect(visible.filter((name) => !ignored.includes(name) && !allowed.includes(name))).toEqual([])
})

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/** Has steps, or calls a workflow. */
interface Job extends Step {
  readonly secrets?: Readonly<Record<string, unknown>>
  readonly steps?: readonly Step[]
}

function jobsOf(text: string): readonly Job[] {
  return Object.values<Job>(parse(text).jobs)
}

function stepsOf(text: string): readonly Step[] {
  return jobsOf(text).flatMap(({ steps = [] }) => steps)
}

function expression(text: string): string {
  return `$\{{ ${text} }}`
}

/** Steps that run this very Action. */
function ownSteps(text: string): readonly Step[] {
  return stepsOf(text).filter(({ uses = '' }) => /^(\.\/(image-bump)?$|image-bump\/)/.test(uses))
}
