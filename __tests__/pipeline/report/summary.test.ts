import { describe, expect, test } from '@jest/globals'
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

test('the job summary tells decisions, changes, deliveries and problems', () => {
  const production = anEnvironment({ name: 'production', delivery: byRequest() })
  const hold = { change: aChange('1.0.0', { value: '1.1.0' }), why: 'downgrade', lift: 'Newer.' } as const
  const url = 'https://github.com/acme/gitops/pull/7'
  const report = aReport({
    environments: [
      anEnvironmentPlan({ changes: [aChange()], holds: [hold] }),
      anEnvironmentPlan({ environment: production }),
    ],
    selections: [
      {
        environment: 'dev',
        selections: [
          aSelection(),
          { kind: 'undecided', policy: aPolicy('dev:api'), problem: aProblem({ message: 'It is down.' }) },
        ],
      },
    ],
    publications: [
      { environment: 'dev', kind: 'committed', branch: 'main', commit: '0123456789' },
      {
        environment: 'production',
        kind: 'unchanged',
        branch: 'image-bump/production',
        request: { number: 7, url, operation: 'unchanged' },
      },
    ],
    problems: [aProblem({ place: { file: 'a.yaml', line: 3, column: 9 } })],
    requests: new Map([['ghcr.io', 3]]),
  })
  expect(summaryMarkdown(report).split('\n')).toEqual([
    '## Image Bump',
    '',
    '### dev (`main`)',
    '',
    '| policy | chosen | why |',
    '| --- | --- | --- |',
    '| `dev:web` | `ghcr.io/acme/web:1.1.0` | highest version in &#x3e;=1.0.0 |',
    '| `dev:api` | undecided | It is down. |',
    '',
    '| place | from | to | state |',
    '| --- | --- | --- | --- |',
    '| `a.yaml:1:6` | `1.0.0` | `1.1.0` | changed |',
    '| `a.yaml:1:6` | `1.1.0` | `1.0.0` | held: downgrade |',
    '',
    '- committed `0123456` to `main`',
    '',
    '### production (`main`)',
    '',
    'Nothing to change.',
    '',
    `- [#7](${url}) is up to date`,
    '',
    '### Problems',
    '',
    '| level | code | place | what and what to do |',
    '| --- | --- | --- | --- |',
    '| warning | `registry-unreachable` | `a.yaml:3:9` | ghcr.io does not answer.<br>Check the host and port and that the runner can reach them; the next run tries again. |',
    '',
    'Registry requests: `ghcr.io` 3.',
    '',
  ])
})

test('a branch that could not be read is not told as nothing to change', () => {
  const problems = [aProblem({ code: 'branch-not-found', level: 'error' })]
  const summary = summaryMarkdown(aReport({ environments: [anEnvironmentPlan({ problems })] }))
  expect(summary).toContain('\nNot read.\n')
  expect(summary).not.toContain('Nothing to change.')
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

test('untrusted text is shown and not obeyed', () => {
  const evil = 'a|b`<img src=x>@octocat\n## Fake'
  const report = aReport({
    environments: [
      anEnvironmentPlan({
        changes: [aChange(evil, { value: evil, place: { file: evil, line: 1, column: 1 } })],
        problems: [aProblem({ message: evil })],
      }),
    ],
  })
  const rows = summaryMarkdown(report)
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('octocat'))
  expect(rows).toEqual([
    '| ``a\\|b`<img src=x>@octocat ## Fake:1:1`` | ``a\\|b`<img src=x>@octocat ## Fake`` | ``a\\|b`<img src=x>@octocat ## Fake`` | changed |',
    '| warning | `registry-unreachable` |  | a&#x7c;b\\`&#x3c;img src=x&#x3e;@\u200Boctocat \\#\\# Fake<br>Check the host and port and that the runner can reach them; the next run tries again. |',
  ])
  expect(summaryMarkdown(report)).not.toMatch(/^## Fake/m)
})

describe('a summary that is too long for GitHub', () => {
  const changes = Array.from({ length: 20_000 }, (_, index) =>
    aChange('1.1.0', { place: { file: `größe/${index}.yaml`, line: 1, column: 6 } }),
  )
  const summary = summaryMarkdown(aReport({ environments: [anEnvironmentPlan({ changes })] }))

  test('is cut at a row, in bytes, and says how much is left', () => {
    expect(Buffer.byteLength(summary)).toBeLessThan(900_100)
    expect(Buffer.byteLength(summary)).toBeGreaterThan(899_000)
    const lines = summary.split('\n')
    const rows = lines.filter((line) => line.startsWith('| `größe/'))
    expect(rows.at(-1)).toMatch(/ \| changed \|$/)
    const left = /^Cut here: (\d+) lines more are in the JSON report\.$/.exec(lines.at(-2) ?? '')?.[1]
    // A blank line ends the table, and another the environment.
    expect(Number(left)).toBe(changes.length - rows.length + 2)
  })
})
