/** A preview in words, of which every one may be a stranger's. */
import { describe, expect, test } from '@jest/globals'
import { marked } from 'marked'
import { compare } from '../../../src/pipeline/preview/preview.ts'
import { commentLimit, previewMarkdown } from '../../../src/pipeline/preview/markdown.ts'
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

const frame = {
  base: { branch: 'main', commit: 'c0ffee1'.padEnd(40, '0') },
  isFork: false,
  atMost: commentLimit,
}

/** A run that chose a tag for `dev:web` and would write it. */
function chose(tag: string, changes = [aChange(tag)], environment = anEnvironment()) {
  return aReport({
    environments: [anEnvironmentPlan({ environment, changes })],
    selections: [{ environment: 'dev', selections: [aSelection(tag)] }],
  })
}

describe('a preview', () => {
  test('has what the base would do and what the proposal would side by side', () => {
    const preview = compare(chose('1.1.0'), chose('2.0.0'))
    expect(previewMarkdown(preview, frame)).toBe(`## Image Bump: preview

What merging this pull request would change, compared with \`main\` at \`c0ffee1\`. Nothing was written.

### Policies

| environment | policy | on \`main\` | with this pull request |
| --- | --- | --- | --- |
| dev | \`dev:web\` | \`ghcr.io/acme/web:1.1.0\` | \`ghcr.io/acme/web:2.0.0\` |

### Values

| environment | place | now | on \`main\` | with this pull request | how |
| --- | --- | --- | --- | --- | --- |
| dev | \`a.yaml:1:6\` | \`1.0.0\` | \`1.1.0\` | \`2.0.0\` | by commit |
`)
  })

  test('says what is on one side alone, whether the policy is missing there or its marker', () => {
    const text = previewMarkdown(
      compare(chose('1.1.0'), aReport({ environments: [], selections: [] })),
      frame,
    )
    expect(text).toContain('| dev | `dev:web` | `ghcr.io/acme/web:1.1.0` | not used |')
    expect(text).toContain('| dev | main by commit | not there |')
  })

  test('says that nothing was compared where the proposal cannot run', () => {
    const report = aReport({ problems: [aProblem()] })
    const text = previewMarkdown({ ...compare(undefined, report), isBroken: true }, frame)
    expect(text).toContain('As it is proposed it cannot run, so nothing was compared')
  })

  test('says that nothing changes, and counts what is the same', () => {
    const text = previewMarkdown(compare(chose('1.1.0'), chose('1.1.0')), frame)
    expect(text).toContain('Nothing: every policy chooses what it chose before.')
    expect(text).toContain('The same as on `main`: 1 policy, 1 value to be written.')
    expect(text).not.toContain('###')
  })

  test('knows a value again whose line has moved, and one that is held', () => {
    const moved = [aChange('1.1.0', { place: { file: 'a.yaml', line: 9, column: 6 } })]
    expect(compare(chose('1.1.0'), chose('1.1.0', moved)).values).toEqual([])
    const held = aReport({
      environments: [
        anEnvironmentPlan({ holds: [{ change: aChange('1.1.0'), why: 'window', lift: 'It opens.' }] }),
      ],
    })
    const text = previewMarkdown(compare(chose('1.1.0'), held), frame)
    expect(text).toContain('| `1.1.0` | `1.1.0`, held: window |')
  })

  test('counts the same values of a file one by one', () => {
    const twice = [aChange('1.1.0'), aChange('1.1.0', { place: { file: 'a.yaml', line: 2, column: 6 } })]
    expect(compare(chose('1.1.0'), chose('1.1.0', twice)).values).toMatchObject([{ place: { line: 2 } }])
    expect(compare(chose('1.1.0', twice), chose('1.1.0')).values).toMatchObject([{ before: { to: '1.1.0' } }])
  })

  test.each([
    ['by commit', {}, 'main by commit'],
    [
      'by requests that merge by themselves',
      { delivery: byRequest({ autoMerge: 'squash' }) },
      'main by pull request, merged by itself (squash)',
    ],
    [
      'into a protected branch only',
      { delivery: byRequest({ requireProtection: true }) },
      'main by pull request, only into a protected branch',
    ],
    ['backwards, too', { downgrade: 'allow' }, 'main by commit, downgrade: allow'],
    ['whatever people took back', { hold: 'ignore' }, 'main by commit, hold: ignore'],
    ['never', { suspend: true }, 'main by commit, suspended'],
    [
      'after others',
      {
        from: {
          sources: [
            { environment: 'test', soak: 3_600_000 },
            { environment: 'qa', soak: 0, status: 'e2e' },
          ],
          need: 'all',
          prefer: 'soaking',
        },
      },
      'main by commit, after test for 1h and qa with e2e green',
    ],
  ] as const)('tells an environment that takes changes %s', (_, changes, words) => {
    const environment = anEnvironment({ ...changes })
    const preview = compare(aReport(), chose('1.1.0', [], environment))
    expect(preview.environments).toEqual([{ name: 'dev', after: words.split(/, /) }])
    expect(previewMarkdown(preview, frame)).toContain('\n| dev | not there | main by ')
  })

  test('tells of problems only those that the base has not', () => {
    const [old, fresh] = [aProblem(), aProblem({ message: 'quay.io does not answer.' })]
    const moved = { ...old, place: { file: 'a.yaml', line: 9 } }
    const before = { ...old, place: { file: 'a.yaml', line: 1 } }
    const preview = compare(aReport({ problems: [before] }), aReport({ problems: [moved, fresh] }))
    expect(preview).toMatchObject({ problems: [fresh], same: { problems: 1 } })
    expect(previewMarkdown(preview, frame)).toContain(
      '| warning | `registry-unreachable` |  | quay.io does not answer.<br>',
    )
  })

  test("obeys no stranger's text", () => {
    const evil = '@everyone <img src=x> [x](https://evil.example) | `#7'
    const environment = anEnvironment({ name: evil, namespace: 'dev' })
    const report = aReport({
      environments: [anEnvironmentPlan({ environment, changes: [aChange(evil, { value: evil })] })],
      selections: [
        {
          environment: evil,
          selections: [
            aSelection('1.0.0', aPolicy(), {
              latest: { name: { text: evil, registry: '', repository: '' }, tag: '1' },
            }),
          ],
        },
      ],
      problems: [aProblem({ message: evil })],
    })
    const text = previewMarkdown(compare(undefined, report), {
      ...frame,
      base: { ...frame.base, branch: evil },
    })
    const outside = marked.parse(text, { async: false }).replaceAll(/<code>.*?<\/code>/g, '')
    expect(outside).toContain('everyone')
    expect(outside).not.toMatch(/@everyone|<img|<a |#7/)
  })

  test('is cut at the end of a row', () => {
    const changes = Array.from({ length: 3000 }, (_, line) =>
      aChange('1.1.0', { place: { file: `${'deep/'.repeat(9)}a.yaml`, line, column: 1 } }),
    )
    const text = previewMarkdown(compare(undefined, chose('1.1.0', changes)), frame)
    expect(text.length).toBeLessThanOrEqual(commentLimit)
    expect(text.trimEnd().split('\n').at(-1)).toMatch(
      /^Cut here: \d+ lines more are in the log of the run\.$/,
    )
    expect(text.split('\n').at(-4)).toMatch(/\| by commit \|$/)
  })

  test('says of a fork that nobody was logged in', () => {
    expect(previewMarkdown(compare(undefined, aReport()), { ...frame, isFork: true })).toContain(
      'It comes from a fork',
    )
  })
})
