import { describe, expect, test } from '@jest/globals'
import type { Level, Problem } from '../../../src/model/problem.ts'
import type { Identity } from '../../../src/model/pull-request.ts'
import type { Publication } from '../../../src/model/report.ts'
import { allProblems, exitCode, isUnread, report } from '../../../src/pipeline/report/report.ts'
import {
  aChange,
  anEnvironmentPlan,
  aPlan,
  aPolicy,
  aProblem,
  aRecord,
  aReport,
  aSelection,
} from '../../support/builders.ts'

describe('the problems of a run', () => {
  const ofPolicy = aProblem({ code: 'no-tag-fits', level: 'error', message: 'dev:web: none' })
  const ofDelivery = aProblem({ code: 'push-refused', level: 'error', message: 'refused' })
  const ofConfig = aProblem({ code: 'include-empty', message: 'later' })
  const ofFile = aProblem({ code: 'policy-unknown', message: 'unknown', place: { file: 'a.yaml' } })
  const down = aProblem()
  const parts = {
    scanned: { environments: [], listings: new Map() },
    plan: aPlan({ environments: [anEnvironmentPlan({ problems: [ofFile] })] }),
    selections: [
      {
        environment: 'dev',
        selections: [
          aSelection(),
          { kind: 'failed', policy: aPolicy(), problem: ofPolicy, record: aRecord() },
          { kind: 'undecided', policy: aPolicy('dev:a'), problem: down },
          { kind: 'undecided', policy: aPolicy('dev:b'), problem: down },
          { kind: 'undecided', policy: aPolicy('dev:c') },
        ],
      },
      { environment: 'test', selections: [{ kind: 'undecided', policy: aPolicy('dev:a'), problem: down }] },
    ],
    publications: [{ environment: 'dev', kind: 'failed', branch: 'main', problem: ofDelivery }],
    problems: [ofConfig],
    server: 'https://github.com',
    requests: new Map(),
  } as const

  test('are those of configuration, policies and deliveries, each once', () => {
    expect(report(parts).problems).toEqual([ofConfig, ofPolicy, down, ofDelivery])
  })

  test('are, all together, also those of the files', () => {
    expect(allProblems(report(parts))).toEqual([ofConfig, ofPolicy, down, ofDelivery, ofFile])
  })
})

describe('the exit code', () => {
  test.each<readonly [string, readonly Level[], readonly Level[], 0 | 1]>([
    ['nothing was wrong', [], [], 0],
    ['there were warnings and notes', ['warning', 'note'], ['warning'], 0],
    ['the run has an error', ['warning', 'error'], [], 1],
    ['a file has an error', [], ['note', 'error'], 1],
  ])('where %s', (_, ofRun, ofFiles, code) => {
    const problems = (levels: readonly Level[]): readonly Problem[] =>
      levels.map((level) => aProblem({ level }))
    const environments = [anEnvironmentPlan({ problems: problems(ofFiles) })]
    expect(exitCode(aReport({ problems: problems(ofRun), environments }))).toBe(code)
  })
})

test.each([
  ['branch-not-found', true],
  ['git-failed', true],
  ['policy-unknown', false],
] as const)('an environment with %s and without changes was not read: %s', (code, is) => {
  expect(isUnread(anEnvironmentPlan({ problems: [aProblem({ code })] }))).toBe(is)
  expect(isUnread(anEnvironmentPlan({ problems: [aProblem({ code })], changes: [aChange()] }))).toBe(false)
})

test('what was seen and done is handed on as it is', () => {
  const publications: readonly Publication[] = [{ environment: 'dev', kind: 'planned', branch: 'main' }]
  const selections = [{ environment: 'dev', selections: [aSelection()] }]
  const environments = [anEnvironmentPlan({ changes: [aChange()] })]
  const requests = new Map([['ghcr.io', 3]])
  const scanned = { environments: [], listings: new Map() }
  const plan = aPlan({ environments })
  const server = 'https://github.com'
  expect(report({ scanned, plan, selections, publications, problems: [], requests, server })).toEqual({
    environments,
    selections,
    publications,
    problems: [],
    requests,
    images: [
      {
        image: 'ghcr.io/acme/web',
        places: [
          {
            environment: 'dev',
            policy: 'dev:web',
            versions: [],
            waiting: { version: '1.1.0', where: 'commit' },
          },
        ],
      },
    ],
  })
})

describe('whose token is used', () => {
  const told = (kind: Identity['kind'], publication: Publication['kind'], server = 'https://github.com') => {
    const identity = { login: 'ann', email: 'ann@example.org', kind }
    const publications: readonly Publication[] = [{ environment: 'dev', kind: publication, branch: 'main' }]
    const scanned = { environments: [], listings: new Map() }
    const seen = { scanned, plan: aPlan(), selections: [], problems: [], requests: new Map() }
    const { problems } = report({ ...seen, publications, identity, server })
    return problems.map(({ code, level, message }) => `${level} ${code}: ${message}`)
  }

  test.each<readonly [Identity['kind'], Publication['kind'], string, readonly RegExp[]]>([
    ['actions', 'committed', 'https://github.com', [/^note workflows-wait: .*"Approve workflows to run"/]],
    ['actions', 'planned', 'https://acme.ghe.com', [/^note workflows-wait: .*"Approve workflows to run"/]],
    [
      'actions',
      'proposed',
      'https://github.acme.com',
      [/^note workflows-wait: .*closes and opens them again/],
    ],
    ['user', 'proposed', 'https://github.com', [/^note commits-unverified: .*token of ann.*unverified/]],
    ['app', 'proposed', 'https://github.com', []],
    ['actions', 'unchanged', 'https://github.com', []],
    ['user', 'failed', 'https://github.com', []],
  ])('%s, when something is %s on %s', (kind, publication, server, expected) => {
    const all = told(kind, publication, server)
    expect(all).toHaveLength(expected.length)
    for (const [index, text] of expected.entries()) expect(all[index]).toMatch(text)
  })
})
