import { describe, expect, test } from '@jest/globals'
import type { Selection } from '../../../src/model/policy.ts'
import { formatPlace } from '../../../src/model/problem.ts'
import type { Publication } from '../../../src/model/report.ts'
import { problemLines, reportLines } from '../../../src/pipeline/report/terminal.ts'
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

test('a report tells environments, then problems with what to do', () => {
  const production = anEnvironment({ name: 'production', branch: 'prod', delivery: byRequest() })
  const hold = { change: aChange('1.0.0', { value: '1.1.0' }), why: 'downgrade', lift: 'Newer.' } as const
  const report = aReport({
    environments: [
      anEnvironmentPlan({ changes: [aChange()], holds: [hold] }),
      anEnvironmentPlan({ environment: production }),
    ],
    selections: [{ environment: 'dev', selections: [aSelection()] }],
    publications: [{ environment: 'dev', kind: 'committed', branch: 'main', commit: '0123456789abcdef' }],
    problems: [aProblem()],
  })
  expect(reportLines(report)).toEqual([
    'dev (main at c0ffee0, by commit)',
    '  dev:web chose ghcr.io/acme/web:1.1.0',
    '    highest version in >=1.0.0; 2 tags listed',
    '  change  a.yaml:1:6  1.0.0 -> 1.1.0',
    '  held    a.yaml:1:6  1.1.0 -> 1.0.0 (downgrade)',
    '  committed 0123456 to main',
    '',
    'production (prod at c0ffee0, by pull request)',
    '  nothing to change',
    '',
    'Problems',
    '  warning registry-unreachable',
    '    ghcr.io does not answer.',
    '    Check the host and port and that the runner can reach them; the next run tries again.',
  ])
})

describe('a policy', () => {
  const record = aRecord({
    listed: 9,
    excluded: { count: 7, examples: ['a.sig', 'b.sig'] },
    unmatched: { count: 1, examples: ['latest'] },
    unparsable: { count: 1, examples: ['x'] },
    outOfRange: { count: 3, examples: ['2.0.0', '3.0.0'] },
    runnersUp: ['1.0.1', '1.0.0'],
  })
  test.each<readonly [string, Selection, readonly string[]]>([
    [
      'that chose tells why, and what fell out',
      aSelection(`ghcr.io/acme/web:1.1.0@${aDigest()}`, aPolicy(), { record }),
      [
        `  dev:web chose ghcr.io/acme/web:1.1.0@${aDigest()}`,
        '    highest version in >=1.0.0; 9 tags listed; 7 excluded (a.sig, b.sig, ...); 1 not matched (latest); 1 no version (x); 3 out of range (2.0.0, 3.0.0, ...); next 1.0.1, 1.0.0',
      ],
    ],
    [
      'that had one tag to choose from tells what to beware of',
      aSelection('1.1.0', aPolicy(), { record: aRecord({ listed: 1, warnings: ['two tags are alike'] }) }),
      [
        '  dev:web chose ghcr.io/acme/web:1.1.0',
        '    highest version in >=1.0.0; 1 tag listed',
        '    warning: two tags are alike',
      ],
    ],
    [
      'whose winner is a tag that no reference can have chose nothing',
      aSelection('1.1.0', aPolicy(), { latest: { ...aSelection().latest, tag: 'é' } }),
      [
        '  dev:web chose nothing: ghcr.io/acme/web:é would win and is no image reference',
        '    highest version in >=1.0.0; 2 tags listed',
      ],
    ],
    [
      'that failed tells its problem',
      { kind: 'failed', policy: aPolicy(), problem: aProblem({ message: 'no tag' }), record },
      ['  dev:web chose nothing: no tag'],
    ],
    [
      'that is undecided tells its problem',
      { kind: 'undecided', policy: aPolicy(), problem: aProblem({ message: 'down' }) },
      ['  dev:web is undecided: down'],
    ],
    [
      'that was not looked at says so',
      { kind: 'undecided', policy: aPolicy() },
      ['  dev:web is undecided: it was not looked at in this run'],
    ],
  ])('%s', (_, selection, lines) => {
    const report = aReport({
      environments: [anEnvironmentPlan()],
      selections: [{ environment: 'dev', selections: [selection] }],
    })
    expect(reportLines(report).slice(1, -1)).toEqual(lines)
  })
})

describe('a delivery', () => {
  const url = 'https://github.com/acme/gitops/pull/7'
  const branch = 'image-bump/dev'
  const commit = '0123456789'
  test.each<readonly [Omit<Publication, 'environment'>, string]>([
    [{ kind: 'planned', branch }, 'would write to image-bump/dev'],
    [{ kind: 'planned', branch: 'HEAD' }, 'would write to the branch that is checked out; now there is none'],
    [{ kind: 'committed', branch: 'main', commit }, 'committed 0123456 to main'],
    [
      { kind: 'proposed', branch, commit, request: { number: 7, url, operation: 'created' } },
      `created pull request #7 from image-bump/dev at 0123456: ${url}`,
    ],
    [
      { kind: 'proposed', branch, commit, request: { number: 7, url, operation: 'updated' } },
      `updated pull request #7 from image-bump/dev at 0123456: ${url}`,
    ],
    [
      { kind: 'unchanged', branch, commit, request: { number: 7, url, operation: 'unchanged' } },
      `pull request #7 from image-bump/dev is up to date: ${url}`,
    ],
    [
      { kind: 'failed', branch, problem: aProblem({ message: 'refused' }) },
      'failed on image-bump/dev: refused',
    ],
  ])('%j', (publication, line) => {
    const report = aReport({
      environments: [anEnvironmentPlan({ changes: [aChange()] })],
      publications: [{ environment: 'dev', ...publication }],
    })
    expect(reportLines(report).at(-1)).toBe(`  ${line}`)
  })
})

describe('where an environment was read', () => {
  const { base: _, ...baseless } = anEnvironmentPlan()
  test('is said of files on disk', () => {
    expect(reportLines(aReport({ environments: [baseless] }))).toEqual([
      'dev (files on disk, by commit)',
      '  nothing to change',
    ])
  })

  test('is no place where its branch is missing', () => {
    const missing = { ...baseless, problems: [aProblem({ code: 'branch-not-found', level: 'error' })] }
    expect(reportLines(aReport({ environments: [missing] })).slice(0, 2)).toEqual([
      'dev (main, by commit)',
      '  not read',
    ])
  })
})

test('an empty value is told as such', () => {
  const digest = { field: 'digest', value: '' } as const
  const changes = [aChange(aDigest(), digest), aChange('', { ...digest, value: aDigest() })]
  expect(reportLines(aReport({ environments: [anEnvironmentPlan({ changes })] })).slice(1)).toEqual([
    `  change  a.yaml:1:6  (empty) -> ${aDigest()}`,
    `  change  a.yaml:1:6  ${aDigest()} -> (empty)`,
  ])
})

test('a problem stands at its place', () => {
  const problem = aProblem({ code: 'no-tags', place: { file: 'a.yaml', line: 3, column: 9 } })
  expect(problemLines(problem)[0]).toBe('  warning no-tags a.yaml:3:9')
})

test.each([
  [{ file: 'a.yaml' }, 'a.yaml'],
  [{ file: 'a.yaml', line: 3 }, 'a.yaml:3'],
  [{ file: 'a.yaml', line: 3, column: 9 }, 'a.yaml:3:9'],
])('the place %j is written %s', (place, text) => {
  expect(formatPlace(place)).toBe(text)
})

test('no escape sequence and no line break of a tag, a value or a file name reaches the terminal', () => {
  const evil = 'x\u001b[2J\r\nError: y\u202e'
  const policy = aPolicy()
  const report = aReport({
    environments: [
      anEnvironmentPlan({
        changes: [aChange(evil, { value: evil, place: { file: evil, line: 1, column: 1 } })],
        problems: [aProblem({ message: evil, place: { file: evil } })],
      }),
    ],
    selections: [
      {
        environment: 'dev',
        selections: [
          aSelection('1.1.0', policy, {
            latest: { name: policy.repository.name, tag: evil },
            record: aRecord({ rule: evil, runnersUp: [evil] }),
          }),
        ],
      },
    ],
    publications: [
      { environment: 'dev', kind: 'failed', branch: 'main', problem: aProblem({ message: evil }) },
    ],
  })
  const lines = reportLines(report)
  expect(lines).toHaveLength(10)
  expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
