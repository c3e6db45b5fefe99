import { describe, expect, test } from '@jest/globals'
import type { Level, Problem } from '../../../src/model/problem.ts'
import type { Publication } from '../../../src/model/report.ts'
import { allProblems, exitCode, isUnread, report } from '../../../src/pipeline/report/report.ts'
import {
  aChange,
  anEnvironmentPlan,
  aPolicy,
  aProblem,
  aRecord,
  aReport,
  aSelection,
} from '../../support/builders.ts'

describe('the problems of a run', () => {
  const ofPolicy = aProblem({ code: 'no-tag-fits', level: 'error', message: 'dev:web: none' })
  const ofDelivery = aProblem({ code: 'push-refused', level: 'error', message: 'refused' })
  const ofConfig = aProblem({ code: 'config-not-yet', message: 'later' })
  const ofFile = aProblem({ code: 'policy-unknown', message: 'unknown', place: { file: 'a.yaml' } })
  const down = aProblem()
  const parts = {
    scanned: { environments: [], listings: new Map() },
    plan: { environments: [anEnvironmentPlan({ problems: [ofFile] })], parcels: [] },
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
  const plan = { environments, parcels: [] }
  expect(report({ scanned, plan, selections, publications, problems: [], requests })).toEqual({
    environments,
    selections,
    publications,
    problems: [],
    requests,
  })
})
