import { describe, expect, test } from '@jest/globals'
import type { Selection } from '../../../src/model/policy.ts'
import { changeJson, problemJson, reportJson } from '../../../src/pipeline/report/json.ts'
import {
  aChange,
  aDigest,
  anEnvironment,
  anEnvironmentPlan,
  aPolicy,
  aProblem,
  aRecord,
  aReport,
  aSelection,
  byRequest,
} from '../../support/builders.ts'

const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: '', name: 'web' }
const change = aChange('1.1.0', { object, place: { file: 'a.yaml', line: 12, column: 16 } })
const changeOut = {
  file: 'a.yaml',
  line: 12,
  column: 16,
  object,
  old: '1.0.0',
  new: '1.1.0',
  setter: 'dev:web:tag',
}

test('a change has the keys that programs read', () => {
  expect(changeJson(change)).toEqual(changeOut)
})

test.each([
  [aProblem(), { code: 'registry-unreachable', level: 'warning', message: 'ghcr.io does not answer.' }],
  [
    aProblem({ code: 'policy-unknown', place: { file: 'a.yaml', line: 3, column: 9 }, flux: 'text of Flux' }),
    {
      code: 'policy-unknown',
      level: 'warning',
      message: 'ghcr.io does not answer.',
      file: 'a.yaml',
      line: 3,
      column: 9,
      flux: 'text of Flux',
    },
  ],
])('a problem has the keys that programs read', (problem, out) => {
  expect(problemJson(problem)).toEqual(out)
})

test('a report has exactly the keys that programs read', () => {
  const production = anEnvironment({ name: 'production', delivery: byRequest() })
  const web = aSelection(`ghcr.io/acme/web:1.1.0@${aDigest()}`)
  const hold = { change, why: 'downgrade', lift: 'Newer.' } as const
  const report = aReport({
    environments: [
      anEnvironmentPlan({ changes: [change] }),
      anEnvironmentPlan({ environment: production, holds: [hold], problems: [aProblem()] }),
    ],
    selections: [{ environment: 'dev', selections: [web] }],
    publications: [
      { environment: 'dev', kind: 'committed', branch: 'main', commit: 'abc' },
      {
        environment: 'production',
        group: 'web',
        kind: 'proposed',
        branch: 'image-bump/production--web',
        commit: 'def',
        request: { number: 7, url: 'https://github.com/acme/gitops/pull/7', operation: 'created' },
      },
    ],
    problems: [aProblem()],
    requests: new Map([
      ['index.docker.io', 1],
      ['ghcr.io', 3],
    ]),
  })
  const selections = { 'dev:web': { name: 'ghcr.io/acme/web', tag: '1.1.0', digest: aDigest() } }
  const none = { count: 0, examples: [] }
  const decisions = {
    'dev:web': {
      listed: 2,
      excluded: none,
      unmatched: none,
      unparsable: none,
      outOfRange: none,
      runnersUp: [],
      winner: '1.1.0',
      rule: 'highest version in >=1.0.0',
      warnings: [],
    },
  }
  expect(asRead(report)).toEqual({
    version: 1,
    environments: [
      {
        name: 'dev',
        branch: 'main',
        base: 'c0ffee0',
        changes: [changeOut],
        held: [],
        problems: [],
        delivered: [{ kind: 'committed', branch: 'main', commit: 'abc' }],
        selections,
        decisions,
      },
      {
        name: 'production',
        branch: 'main',
        base: 'c0ffee0',
        changes: [],
        held: [{ change: changeOut, why: 'downgrade', lift: 'Newer.' }],
        problems: [problemJson(aProblem())],
        delivered: [
          {
            kind: 'proposed',
            group: 'web',
            branch: 'image-bump/production--web',
            commit: 'def',
            url: 'https://github.com/acme/gitops/pull/7',
            number: 7,
            operation: 'created',
          },
        ],
        selections: {},
        decisions: {},
      },
    ],
    selections,
    decisions,
    problems: [problemJson(aProblem())],
    requests: { 'ghcr.io': 3, 'index.docker.io': 1 },
  })
  expect(Object.keys(asRead(report).requests)).toEqual(['ghcr.io', 'index.docker.io'])
})

test('files on disk have no base, which is null', () => {
  const { base: _, ...onDisk } = anEnvironmentPlan()
  expect(asRead(aReport({ environments: [onDisk] })).environments).toMatchObject([{ base: null }])
})

describe('environments that share a namespace', () => {
  const failed: Selection = {
    kind: 'failed',
    policy: aPolicy('shop:web'),
    problem: aProblem(),
    record: aRecord({ rule: 'none' }),
  }
  const chosen = (tag: string, overrides = {}) => aSelection(tag, aPolicy('shop:web'), overrides)
  const undecided: Selection = { kind: 'undecided', policy: aPolicy('shop:web') }

  const cases: readonly {
    readonly name: string
    readonly one: Selection
    readonly other: Selection
    readonly tag?: string
    readonly isDecided: boolean
  }[] = [
    { name: 'choose alike', one: chosen('1.1.0'), other: chosen('1.1.0'), tag: '1.1.0', isDecided: true },
    { name: 'choose differently', one: chosen('1.1.0'), other: chosen('1.0.0'), isDecided: false },
    {
      name: 'choose alike for different reasons',
      one: chosen('1.1.0'),
      other: chosen('1.1.0', { record: aRecord({ rule: 'largest number' }) }),
      tag: '1.1.0',
      isDecided: false,
    },
    { name: 'choose and fail', one: chosen('1.1.0'), other: failed, isDecided: false },
    { name: 'choose and are undecided', one: chosen('1.1.0'), other: undecided, isDecided: false },
    { name: 'both fail', one: failed, other: failed, isDecided: true },
    { name: 'are both undecided', one: undecided, other: undecided, isDecided: false },
  ]

  test.each(cases)('and $name: the top level holds what both say', ({ one, other, tag, isDecided }) => {
    const environments = ['dev', 'production'].map((name) =>
      anEnvironmentPlan({ environment: anEnvironment({ name, namespace: 'shop' }) }),
    )
    const selections = [
      { environment: 'dev', selections: [one] },
      { environment: 'production', selections: [other] },
    ]
    const read = asRead(aReport({ environments, selections }))
    expect(read.selections['shop:web']?.tag).toBe(tag)
    expect('shop:web' in read.decisions).toBe(isDecided)
    const tagOf = (each: Selection) => (each.kind === 'selected' ? each.latest.tag : undefined)
    const tags = read.environments.map((each) => each.selections['shop:web']?.tag)
    expect(tags).toEqual([tagOf(one), tagOf(other)])
  })
})

test('a winner that no reference can have is no selection, so that the others can be applied', () => {
  const impossible = aSelection('1.1.0', undefined, { latest: { ...aSelection().latest, tag: 'é' } })
  const read = asRead(
    aReport({
      environments: [anEnvironmentPlan()],
      selections: [{ environment: 'dev', selections: [impossible] }],
    }),
  )
  expect(read.selections).toEqual({})
  expect(read.decisions).toHaveProperty(['dev:web'])
})

interface Read {
  readonly environments: readonly Pick<Read, 'selections' | 'decisions'>[]
  readonly selections: Readonly<Record<string, { readonly tag: string } | undefined>>
  readonly decisions: Readonly<Record<string, object>>
  readonly requests: object
}

/** As it comes out of the printed text. */
function asRead(report: Parameters<typeof reportJson>[0]): Read {
  return JSON.parse(JSON.stringify(reportJson(report)))
}
