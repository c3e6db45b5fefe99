/** The summary as GitHub reads it: whatever registries, files and people write, it stays the summary that we wrote. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { RunReport } from '../../../src/model/report.ts'
import { summaryMarkdown } from '../../../src/pipeline/report/summary.ts'
import {
  aChange,
  anEnvironment,
  anEnvironmentPlan,
  aPolicy,
  aProblem,
  aRecord,
  aReport,
  aSelection,
  byRequest,
} from '../../support/builders.ts'
import { elementsOf, linkedByGitHub, tablesOf } from '../../support/read-markdown.ts'

const url = 'https://github.com/acme/gitops/pull/7'

/** Every place of the summary that shows somebody else's text shows this one. */
function reportOf(text: string): RunReport {
  const environment = anEnvironment({ name: 'production', branch: text, delivery: byRequest() })
  const policy = aPolicy('production:web')
  const place = { file: text, line: 1, column: 1 }
  const change = aChange(text, { policy: 'production:web', value: `${text}0`, place })
  const held = aChange(text, { policy: 'production:api', value: text, place })
  const record = aRecord({ rule: text, warnings: [text], runnersUp: [text] })
  const request = { number: 7, url, operation: 'created' } as const
  return aReport({
    environments: [
      anEnvironmentPlan({
        environment,
        changes: [change],
        holds: [{ change: held, why: 'edited', lift: text }],
        waits: [{ policy: 'production:web', tag: text, gates: [{ kind: 'soak', state: 'failed', text }] }],
        guards: {
          known: true,
          pullRequest: true,
          reviews: 1,
          dismissesReviews: false,
          checks: [text],
          mergeQueue: false,
        },
      }),
      anEnvironmentPlan({
        environment: anEnvironment({ name: `${text}2`, namespace: 'other', branch: text }),
      }),
    ],
    selections: [
      {
        environment: 'production',
        selections: [
          aSelection('1.1.0', policy, { latest: { ...aSelection().latest, tag: text }, record }),
          { kind: 'failed', policy: aPolicy('production:db'), problem: aProblem({ message: text }), record },
        ],
      },
    ],
    publications: [
      { environment: 'production', kind: 'proposed', branch: 'image-bump/production--web', request },
      { environment: 'production', kind: 'failed', branch: text, problem: aProblem({ message: text }) },
    ],
    open: [
      {
        environment: 'production',
        branch: text,
        number: 8,
        url,
        title: text,
        approved: false,
        mergesItself: false,
      },
    ],
    problems: [aProblem({ level: 'error', message: text, place }), aProblem({ message: text })],
    images: [
      {
        image: text,
        places: ['production', `${text}2`].map((name) => ({
          environment: name,
          policy: 'production:web' as const,
          versions: [text],
        })),
      },
    ],
    requests: new Map([[text, 1]]),
  })
}

const hostile = [
  '|',
  '\\',
  '`',
  '``',
  '<img src=x>',
  '</details>',
  '<details>',
  '<!--',
  '@octocat',
  '@acme/ops',
  '#1',
  'GH-1',
  'https://evil.example/',
  'www.evil.example',
  '[a](https://evil.example)',
  '![a](b)',
  '<https://evil.example>',
  '# h',
  '## h',
  '---',
  '```',
  '~~~',
  '\n',
  '\r\n',
  '&#x40;',
  '&lt;',
  '$',
  '**',
  '_',
  '~',
  '- ',
  '1. ',
  '> ',
  '\u202E',
  '[^1]',
  '{}',
  'a@b.example',
  '::error::',
  '"]',
  ';',
  '%%',
  'end',
  ' ',
  'é',
]
const texts = fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 4 })), {
  minLength: 1,
  maxLength: 6,
})

test('hostile text makes no element, link, mention or heading of its own, and no table loses its columns', () => {
  const plain = shapeOf(summaryMarkdown(reportOf('x')))
  fc.assert(
    fc.property(texts, (parts) => {
      const summary = summaryMarkdown(reportOf(`x!${parts.join('')}`))
      expect(shapeOf(summary)).toEqual(plain)
      expect(linkedByGitHub(summary)).toEqual([])
      for (const [head, ...rows] of tablesOf(summary))
        for (const row of rows) expect(row).toHaveLength(head?.length ?? 0)
    }),
    { numRuns: 120, seed: 20_261_121 },
  )
})

describe('a summary that is too long for GitHub', () => {
  const many = Array.from({ length: 9000 }, (_, index) => index)
  const changes = many.map((index) =>
    aChange(`1.1.${index}`, {
      policy: `dev:web${index}`,
      place: { file: `größe/${index}.yaml`, line: 1, column: 6 },
    }),
  )
  const policies = many.map((index) => aPolicy(`dev:web${index}`))
  const environment = anEnvironment({ policies })
  const selections = [
    { environment: 'dev', selections: policies.map((policy) => aSelection('1.1.0', policy)) },
  ]

  test('first leaves out how policies decided', () => {
    const few = {
      selections,
      environments: [anEnvironmentPlan({ environment, changes: changes.slice(0, 100) })],
    }
    const long = few.selections.map((each) => ({
      ...each,
      selections: each.selections.map((own) => ({
        ...own,
        record: aRecord({ rule: 'because '.repeat(20) }),
      })),
    }))
    const summary = summaryMarkdown(aReport({ ...few, selections: long, problems: [aProblem()] }))
    expect(tablesOf(summary).map((rows) => rows.length)).toEqual([102, 3])
    expect(summary).not.toContain('details>')
    expect(summary).toMatch(
      /\nHow policies decided is left out here: .*\. The JSON report has everything\.\n$/,
    )
  })

  test('is then cut at a row, in bytes, and says how much is left', () => {
    const report = aReport({ selections, environments: [anEnvironmentPlan({ environment, changes })] })
    const summary = summaryMarkdown(report)
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576)
    expect(Buffer.byteLength(summary)).toBeGreaterThan(1_000_000)
    const rows = summary.split('\n').filter((line) => line.startsWith('| '))
    // To read a megabyte as Markdown takes seconds; its last rows tell.
    const ends = `${rows.slice(0, 2).join('\n')}\n${summary.slice(summary.indexOf(rows.at(-2) ?? ''))}`
    expect(tablesOf(ends).map((table) => table.map((row) => row.length))).toEqual([[6, 6, 6, 6]])
    const left = /Cut here: (\d+) lines more\./.exec(summary)?.[1]
    expect(Number(left)).toBe(changes.length - (rows.length - 2))
  })
})

/** Which elements there are, but for plain text, and where links lead. */
function shapeOf(markdown: string): readonly string[] {
  const quiet = new Set(['text', 'escape', 'codespan', 'space', 'paragraph', 'list_item'])
  return elementsOf(markdown)
    .filter(({ type }) => !quiet.has(type))
    .map((token) => {
      if (token.type === 'html') return token.raw.trim()
      return token.type === 'link' && 'href' in token ? `link ${String(token['href'])}` : token.type
    })
}
