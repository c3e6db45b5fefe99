import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { code, plainText, tableRow } from '../../src/model/markdown.ts'
import { printable } from '../../src/model/printable.ts'

const fixed = { seed: 20_260_102, numRuns: 1000 }
// prettier-ignore
const nasty = fc.string({
  unit: fc.constantFrom(
    '`', '``', '|', '\\', ' ', '\n', '\r', '\t', '\u001b', '\u2028', '\u200b', '*', '_', '[', ']', '(', ')',
    '<', '>', '&', '@', '#', '$', '!', '~', '-', '+', ':', '//', 'www', '.', 'a', '1', 'GH', 'http', '<br>',
  ),
  maxLength: 12,
})

describe('a code span', () => {
  test.each([
    ['1.2.3', '`1.2.3`'],
    ['', '(empty)'],
    [' \n ', '(empty)'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a``', '``` a`` ```'],
    ['one\ntwo', '`one two`'],
    ['^(a|b)$', '`^(a|b)$`'],
    ['<img src=x> @octocat', '`<img src=x> @octocat`'],
  ])('%j is %s', (text, span) => {
    expect(code(text)).toBe(span)
  })

  test('shows its text, whatever it is, and nothing of it is outside', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        fc.pre(printable(text).trim() !== '')
        expect(shownBySpan(code(text))).toBe(withoutEdges(printable(text)))
      }),
      fixed,
    )
  })
})

describe('plain text', () => {
  test.each([
    ['dev and production', 'dev and production'],
    ['1.2.3', '1.2.3'],
    ['a*b_c', String.raw`a\*b\_c`],
    ['<b>', '&#x3c;b&#x3e;'],
    ['@octocat', '@\u200Boctocat'],
    ['fixes #12', 'fixes \\#\u200B12'],
    ['https://evil.example', 'https:\u200B//evil.example'],
    ['a|b', 'a&#x7c;b'],
  ])('%j is %j', (text, shown) => {
    expect(plainText(text)).toBe(shown)
  })

  test('obeys nothing of what it shows', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = plainText(text)
        const active = shown.replaceAll(/\\[\\`*_{}[\]()#+!~-]|&#x[\da-f]+;/g, '')
        expect(active).not.toMatch(/[\\`*_{}[\]()+!~<>&|$\n\r-]|#/)
        expect(readBack(shown)).not.toMatch(/@\w|#\d|GH-\d|:\/\/|www\./i)
      }),
      fixed,
    )
  })

  test('shows every character that can be seen', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(readBack(plainText(text)).replaceAll('\u200B', '')).toBe(printable(text))
      }),
      fixed,
    )
  })
})

describe('a table row', () => {
  test('stands between borders', () => {
    expect(tableRow(['a', code('b|c')])).toBe('| a | `b\\|c` |')
  })

  test.each([['cmark-gfm', cellsByCmark] as const, ['micromark', cellsByMicromark] as const])(
    'has as many cells for %s as were given, and shows what was in them',
    (_, cellsOf) => {
      fc.assert(
        fc.property(nasty, nasty, (one, other) => {
          fc.pre(printable(one).trim() !== '')
          const [first = '', second, ...rest] = cellsOf(tableRow([code(one), plainText(other)]))
          expect(rest).toEqual([])
          expect(shownBySpan(first.replaceAll('\u200B', ''))).toBe(withoutEdges(printable(one)))
          expect(second).toBe(plainText(other).trim())
        }),
        fixed,
      )
    },
  )
})

/** What a person sees of escapes and entities. */
function readBack(markdown: string): string {
  return markdown.replaceAll(
    /\\(.)|&#x([\da-f]+);/g,
    (_, escaped: string | undefined, number: string) => escaped ?? String.fromCharCode(parseInt(number, 16)),
  )
}

/** CommonMark takes one space from both ends where both have one. */
function withoutEdges(text: string): string {
  return /^ .* $/.test(text) ? text.slice(1, -1) : text
}

/** The text of a code span, if it is the whole of the Markdown. */
function shownBySpan(markdown: string): string | undefined {
  const fence = /^`+/.exec(markdown)?.[0] ?? ''
  const runs = [...markdown.matchAll(/`+/g)].slice(1)
  const closing = runs.find(([run]) => run === fence)
  if (closing?.index !== markdown.length - fence.length) return undefined
  return withoutEdges(markdown.slice(fence.length, -fence.length))
}

/** GitHub's own reader: a border with a backslash before it is text. */
function cellsByCmark(row: string): readonly string[] {
  return row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map(unescaped)
}

/** Readers such as micromark take escapes from left to right: after two backslashes a border is one. */
function cellsByMicromark(row: string): readonly string[] {
  const cells = row.slice(1, -1).match(/(\\[\\|]|[^|])+/g) ?? []
  return cells.map(unescaped)
}

function unescaped(cell: string): string {
  return cell.trim().replaceAll(String.raw`\|`, '|')
}
