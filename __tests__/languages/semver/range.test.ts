import { describe, expect, test } from '@jest/globals'
import {
  compareVersions,
  parseRange,
  parseTagVersion,
  satisfies,
} from '../../../src/languages/semver/semver.ts'
import { readCases } from '../../support/cases.ts'

interface Row {
  readonly id: string
  readonly range: string
  readonly tags: readonly string[]
  readonly matches?: readonly string[]
  readonly latest: string | null
  readonly error?: string
  readonly errorKind?: string
  readonly shows: string
}

const { rows }: { readonly rows: readonly Row[] } = readCases('semver-cases')

describe('a range means what Masterminds semver says', () => {
  const accepted = rows.filter(({ matches }) => matches !== undefined)
  test.each(accepted)('$id $range: $shows', ({ range, tags, matches, latest }) => {
    const fitting = tags.filter((tag) => fits(tag, range))
    expect(fitting).toEqual(matches)
    expect(firstOfTheHighest(fitting)).toBe(latest)
  })
})

describe('a text that is no range says why, in the words of the library', () => {
  const refused = rows.filter(({ error }) => error !== undefined)
  test.each(refused)('$id $range: $shows', ({ range, error, errorKind }) => {
    expect(parseRange(range)).toEqual({ kind: errorKind, message: error })
  })
})

describe('an error quotes the text as Go does', () => {
  const table: readonly (readonly [string, string])[] = [
    ['say "1"', String.raw`improper constraint: "say \"1\""`],
    ['1\u00a0', String.raw`improper constraint: "1\u00a0"`],
    ['1\v2', String.raw`improper constraint: "1\v2"`],
    ['\u0001', String.raw`improper constraint: "\x01"`],
    ['\u007f\\', String.raw`improper constraint: "\x7f\\"`],
    ['é😀', 'improper constraint: "é😀"'],
    ['\u{10ffff}', String.raw`improper constraint: "\U0010ffff"`],
    ['0 - 1 - 2 || 1 - 2', 'improper constraint: ">= 0, <=>= 1, <= 2  "'],
  ]
  test.each(table)('%j', (range, message) => {
    expect(parseRange(range)).toEqual({ kind: 'improper', message })
  })
})

describe('a range of the greatest length is read at once, however it is made', () => {
  const pieces = ['1 ', ' ', '1', '1.', '1.1-', '1 - ', '- ', '1-a.', '>= ', ',', '|', '1 - 1 - ', '\t1\t-\t']
  test.each(pieces)('%j over and over', (piece) => {
    const range = piece.repeat(512).slice(0, 512)
    const endings = ['', '!', ' - 1', ' - !'].map((ending) => range.slice(ending.length) + ending)
    for (const text of endings) {
      expect(['range', 'improper', 'parser', 'too-many-groups']).toContain(parseRange(text).kind)
    }
    expect(parseRange(`${range} `).kind).toBe('too-long')
    expect(parseRange(piece.repeat(100_000)).kind).toBe('too-long')
  })
})

function fits(tag: string, text: string): boolean {
  const version = parseTagVersion(tag)
  const range = parseRange(text)
  return version !== undefined && range.kind === 'range' && satisfies(version, range)
}

function firstOfTheHighest(tags: readonly string[]): string | null {
  return tags.reduce<string | null>(
    (best, tag) => (best === null || compare(tag, best) > 0 ? tag : best),
    null,
  )
}

function compare(a: string, b: string): number {
  const left = parseTagVersion(a)
  const right = parseTagVersion(b)
  return left && right ? compareVersions(left, right) : Number.NaN
}
