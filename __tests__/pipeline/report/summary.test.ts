import { describe, expect, test } from '@jest/globals'
import type { RunReport } from '../../../src/model/report.ts'
import { summaryMarkdown } from '../../../src/pipeline/report/summary.ts'
import {
  aChange,
  anEnvironment,
  anEnvironmentPlan,
  aPolicy,
  aProblem,
  aReport,
  aSelection,
  byRequest,
} from '../../support/builders.ts'

const home = 'https://github.com/acme/gitops'
const production = anEnvironment({ name: 'production', delivery: byRequest() })
const forProduction = { marker: { policy: 'production:web' } } as const
const branch = 'image-bump/production--web'

test('the job summary tells what happened, who is needed, each environment, problems, requests and time', () => {
  const request = { number: 7, url: `${home}/pull/7`, operation: 'unchanged' } as const
  const report = aReport({
    environments: [
      anEnvironmentPlan({ changes: [aChange()] }),
      anEnvironmentPlan({
        environment: production,
        changes: [aChange('1.1.0', forProduction.marker)],
      }),
      anEnvironmentPlan({ environment: anEnvironment({ name: 'tools', namespace: 'tools' }) }),
    ],
    selections: [
      {
        environment: 'dev',
        selections: [
          aSelection(),
          { kind: 'undecided', policy: aPolicy('dev:api'), problem: aProblem({ message: 'It is down.' }) },
        ],
      },
      { environment: 'production', selections: [aSelection('1.1.0', aPolicy('production:web'))] },
      { environment: 'tools', selections: [aSelection('1.0.0', aPolicy('tools:web'))] },
    ],
    publications: [
      { environment: 'dev', kind: 'committed', branch: 'main', commit: '0123456789' },
      { environment: 'production', kind: 'unchanged', branch, request },
    ],
    open: [
      {
        environment: 'production',
        branch,
        number: 7,
        url: request.url,
        title: 'Bump web',
        openedAt: Date.parse('2026-11-18T06:00:00Z'),
        approved: false,
        mergesItself: false,
      },
    ],
    problems: [aProblem({ place: { file: 'a.yaml', line: 3, column: 9 } })],
    requests: new Map([['ghcr.io', 3]]),
    began: Date.parse('2026-11-21T06:00:00Z'),
    took: 42_000,
  })
  expect(summaryMarkdown(report, home).split('\n')).toEqual([
    '## Image Bump',
    '',
    '**1 change committed to dev, 1 pull request open from before, 1 policy undecided, 1 warning.**',
    '',
    '### Needs a person',
    '',
    `- **Review** [#7](<${request.url}>) web \`1.0.0\` to \`1.1.0\` in production, open since 2026-11-18 06:00 UTC (3d)`,
    '',
    '### dev',
    '',
    '`main`, by commit.',
    '',
    '| image | from | to | step | why | where |',
    '| --- | --- | --- | --- | --- | --- |',
    `| \`ghcr.io/acme/web\`<br>\`a.yaml:1:6\` | \`1.0.0\` | \`1.1.0\` | minor | \`dev:web\`<br>highest version in &#x3e;=1.0.0 | committed [\`0123456\`](<${home}/commit/0123456789>) to \`main\` |`,
    '',
    '- `dev:api` undecided: It is down.',
    '',
    '<details><summary>Why: all 2 decisions</summary>',
    '',
    '| policy | chosen | why |',
    '| --- | --- | --- |',
    '| `dev:web` | `ghcr.io/acme/web:1.1.0` | highest version in &#x3e;=1.0.0<br>2 tags listed |',
    '| `dev:api` | undecided | It is down. |',
    '',
    '</details>',
    '',
    '### production',
    '',
    '`main`, by pull request.',
    '',
    '| image | from | to | step | why | where |',
    '| --- | --- | --- | --- | --- | --- |',
    `| \`ghcr.io/acme/web\`<br>\`a.yaml:1:6\` | \`1.0.0\` | \`1.1.0\` | minor | \`production:web\`<br>highest version in &#x3e;=1.0.0 | in [#7](<${request.url}>) already |`,
    '',
    '<details><summary>Why: the decision</summary>',
    '',
    '| policy | chosen | why |',
    '| --- | --- | --- |',
    '| `production:web` | `ghcr.io/acme/web:1.1.0` | highest version in &#x3e;=1.0.0<br>2 tags listed |',
    '',
    '</details>',
    '',
    '### Nothing to change',
    '',
    '- tools (`main`): 1 policy is up to date.',
    '',
    '<details><summary>Why: the decision</summary>',
    '',
    '| policy | chosen | why |',
    '| --- | --- | --- |',
    '| `tools:web` | `ghcr.io/acme/web:1.0.0` | highest version in &#x3e;=1.0.0<br>2 tags listed |',
    '',
    '</details>',
    '',
    '### Problems',
    '',
    '| level | code | place | what and what to do |',
    '| --- | --- | --- | --- |',
    '| warning | `registry-unreachable` | `a.yaml:3:9` | ghcr.io does not answer.<br>Check the host and port and that the runner can reach them; the next run tries again. |',
    '',
    'Registry requests: `ghcr.io` 3.',
    '',
    'Began 2026-11-21 06:00 UTC, took 42s.',
    '',
  ])
})

test('a run with nothing to do is a few lines', () => {
  const selections = [{ environment: 'dev', selections: [aSelection('1.0.0')] }]
  const summary = summaryMarkdown(aReport({ environments: [anEnvironmentPlan()], selections }))
  expect(summary.split('\n').slice(0, 6)).toEqual([
    '## Image Bump',
    '',
    '**Nothing to change, 1 policy up to date.**',
    '',
    '- dev (`main`): 1 policy is up to date.',
    '',
  ])
  expect(summary).not.toContain('###')
})

test('what waits in a request from before is not up to date, and what is has its heading behind what is not', () => {
  const open = {
    environment: 'production',
    branch,
    number: 7,
    url: `${home}/pull/7`,
    approved: false,
    mergesItself: false,
  }
  const planned = anEnvironmentPlan({
    environment: production,
    changes: [aChange('1.1.0', forProduction.marker)],
  })
  const selections = [
    {
      environment: 'production',
      selections: [
        aSelection('1.1.0', aPolicy('production:web')),
        aSelection('1.0.0', aPolicy('production:api')),
      ],
    },
  ]
  const request = { number: 7, url: open.url, operation: 'unchanged' } as const
  const publications = [{ environment: 'production', kind: 'unchanged', branch, request } as const]
  const waiting = summaryMarkdown(
    aReport({ environments: [planned], selections, publications, open: [open] }),
  )
  expect(waiting).toContain('**Nothing to change, 1 policy up to date, 1 pull request open from before.**')
  const still = anEnvironmentPlan({ environment: production })
  const quiet = summaryMarkdown(aReport({ environments: [still], selections, open: [open] }))
  expect(quiet).toContain('### Needs a person')
  expect(quiet).toContain('### Nothing to change\n\n- production')
})

describe('rows', () => {
  test('of one image with the same step are one, with the places counted once a version', () => {
    const fields = [
      aChange('1.1.0', { place: { file: 'a.yaml', line: 1, column: 6 } }),
      aChange('sha256:1', {
        field: 'digest',
        value: 'sha256:0',
        place: { file: 'a.yaml', line: 2, column: 6 },
      }),
      aChange('1.1.0', { place: { file: 'b.yaml', line: 1, column: 6 } }),
      aChange('1.1.0', { policy: 'dev:other', place: { file: 'c.yaml', line: 1, column: 6 } }),
    ]
    const other = { ...aPolicy('dev:other'), repository: aPolicy().repository }
    const environment = anEnvironment({ policies: [aPolicy(), other] })
    const selections = [{ environment: 'dev', selections: [aSelection(), aSelection('1.1.0', other)] }]
    const report = aReport({
      environments: [anEnvironmentPlan({ environment, changes: fields })],
      selections,
    })
    expect(rowsIn(report)).toEqual([
      '| `ghcr.io/acme/web`<br>`a.yaml:1:6` and 2 more | `1.0.0` | `1.1.0` | minor | `dev:web`, `dev:other`<br>highest version in &#x3e;=1.0.0 | would be written |',
    ])
  })

  test.each<[step: string, from: string, to: string]>([
    ['**major**', '1.9.0', '2.0.0'],
    ['patch', '1.0.0', '1.0.1'],
    ['prerelease', '1.0.0', '1.1.0-rc.1'],
    ['**minor, back**', '1.1.0', '1.0.0'],
    ['other', 'main-a', 'main-b'],
  ])('tell a step as %s', (step, from, to) => {
    const report = aReport({
      environments: [anEnvironmentPlan({ changes: [aChange(to, { value: from })] })],
      selections: [{ environment: 'dev', selections: [aSelection(to)] }],
    })
    expect(rowsIn(report)[0]?.split(' | ')[3]).toBe(step)
  })

  test('tell what holds a version, and what lifts it', () => {
    const hold = { change: aChange(), why: 'window', lift: 'Opens on Monday.' } as const
    const report = aReport({
      environments: [anEnvironmentPlan({ holds: [hold] })],
      selections: [{ environment: 'dev', selections: [aSelection()] }],
    })
    expect(rowsIn(report)[0]).toMatch(/ \| \*\*held\*\*, window<br>Opens on Monday\. \|$/)
    expect(headlineOf(report)).toBe('**1 held in dev.**')
    expect(summaryMarkdown(report)).not.toContain('Needs a person')
  })
})

describe('a person is asked', () => {
  const open = {
    environment: 'production',
    branch,
    number: 7,
    url: `${home}/pull/7`,
    title: 'Bump web to 1.1.0',
    approved: false,
    mergesItself: false,
  }
  const waits = (state: 'waiting' | 'failed') => [
    {
      policy: 'production:web',
      tag: '1.1.0',
      gates: [{ kind: 'soak', state, text: 'Since noon.' }],
    } as const,
  ]
  const guards = {
    known: true,
    pullRequest: true,
    reviews: 1,
    dismissesReviews: false,
    checks: [],
    mergeQueue: false,
  }

  test.each<[asked: string | undefined, what: string, open: object, plan: object]>([
    ['Review', 'for a request that nobody looked at', {}, {}],
    ['Merge', 'for one that is approved', { approved: true }, {}],
    [undefined, 'not for one that merges by itself', { mergesItself: true }, {}],
    ['Review', 'for one that merges by itself once it is reviewed', { mergesItself: true }, { guards }],
    [undefined, 'not while a gate waits for time', {}, { waits: waits('waiting') }],
    ['Look at the gates of', 'where a gate is closed', {}, { waits: waits('failed') }],
  ])('%s: %s', (asked, _, request, plan) => {
    const report = aReport({
      environments: [anEnvironmentPlan({ environment: production, ...plan })],
      open: [{ ...open, ...request }],
    })
    const items = summaryMarkdown(report)
      .split('\n')
      .filter((line) => line.startsWith('- **'))
    expect(items).toEqual(asked === undefined ? [] : [`- **${asked}** [#7](<${open.url}>) Bump web to 1.1.0`])
  })

  test('not for a request whose gates the run did not look at, since it looked at another image', () => {
    const soaks = {
      ...production,
      from: { need: 'all', prefer: 'soaking', sources: [{ environment: 'dev', soak: 1 }] },
    } as const
    const unread = { kind: 'undecided', policy: aPolicy('production:web') } as const
    const asked = [production, soaks].map((environment) =>
      summaryMarkdown(
        aReport({
          environments: [anEnvironmentPlan({ environment })],
          selections: [{ environment: 'production', selections: [unread] }],
          open: [open],
        }),
      ).includes('**Review**'),
    )
    expect(asked).toEqual([true, false])
  })

  test('to decide where a request goes back', () => {
    const weighed = [{ tag: '1.1.0', fits: true, age: 'newer' }] as const
    const report = aReport({
      environments: [
        anEnvironmentPlan({
          environment: production,
          changes: [aChange('1.0.0', { policy: 'production:web', value: '1.1.0' })],
        }),
      ],
      selections: [
        {
          environment: 'production',
          selections: [aSelection('1.0.0', aPolicy('production:web'), { weighed })],
        },
      ],
      publications: [
        { environment: 'production', kind: 'proposed', branch, request: { ...open, operation: 'created' } },
      ],
      open: [open],
    })
    expect(summaryMarkdown(report)).toContain(
      `- **Decide on the way back of** [#7](<${open.url}>) web \`1.1.0\` to \`1.0.0\` in production\n`,
    )
    expect(headlineOf(report)).toBe('**1 pull request opened for production.**')
  })

  test('for a version that only people let go, and for errors with their remedy', () => {
    const hold = { change: aChange(), why: 'edited', lift: 'Somebody pushed to it.' } as const
    const problems = [aProblem({ code: 'push-refused', level: 'error', message: 'Refused.' })]
    const summary = summaryMarkdown(
      aReport({ environments: [anEnvironmentPlan({ holds: [hold] })], problems }),
    )
    expect(summary).toContain('- **Held, edited:** web `1.0.0` to `1.1.0` in dev. Somebody pushed to it.\n')
    expect(summary).toMatch(/- \*\*Error\*\* `push-refused`: Refused\. \S.*\n/)
  })
})

describe('a dry run', () => {
  test('tells what would be committed, written and closed', () => {
    const report = aReport({
      environments: [
        anEnvironmentPlan({ changes: [aChange()] }),
        anEnvironmentPlan({ environment: production, changes: [aChange('1.1.0', forProduction.marker)] }),
      ],
      publications: [
        { environment: 'dev', kind: 'planned', branch: 'main' },
        { environment: 'production', kind: 'planned', branch },
        { environment: 'production', kind: 'planned', branch: 'image-bump/production--old' },
      ],
    })
    expect(headlineOf(report)).toBe(
      '**1 change would be committed to dev, 1 pull request would be written for production, 1 pull request would be closed for production.**',
    )
  })
})

test('a branch that could not be read is not told as nothing to change', () => {
  const problems = [aProblem({ code: 'branch-not-found', level: 'error' })]
  const summary = summaryMarkdown(aReport({ environments: [anEnvironmentPlan({ problems })] }))
  expect(summary).toContain('\nNot read.\n')
  expect(summary).toContain('**Dev could not be read, 1 error.**')
  expect(summary).not.toMatch(/nothing to change/i)
})

test('a winner that no reference can have is not told as chosen', () => {
  const impossible = aSelection('1.1.0', undefined, { latest: { ...aSelection().latest, tag: 'é' } })
  const summary = summaryMarkdown(
    aReport({
      environments: [anEnvironmentPlan()],
      selections: [{ environment: 'dev', selections: [impossible] }],
    }),
  )
  expect(summary).toContain('| `dev:web` | nothing: `é` would win and is no tag |')
})

function rowsIn(report: RunReport): readonly string[] {
  return summaryMarkdown(report)
    .split('\n')
    .filter((line) => line.startsWith('| `ghcr.io'))
}

function headlineOf(report: RunReport): string | undefined {
  return summaryMarkdown(report).split('\n')[2]
}
