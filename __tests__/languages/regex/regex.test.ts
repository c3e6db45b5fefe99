import { describe, expect, test } from '@jest/globals'
import { expand, parseRegex, parseTemplate, type Regex } from '../../../src/languages/regex/regex.ts'
import { readCases } from '../../support/cases.ts'

interface Row {
  readonly id: string
  readonly class: string
  readonly pattern: string
  readonly extract: string
  readonly tags: readonly string[]
  readonly results?: readonly ({ readonly groups: readonly (string | null)[]; readonly out: string } | null)[]
  readonly error?: string
  readonly shows: string
}

const { rows }: { readonly rows: readonly Row[] } = readCases('regex-cases')

describe('a pattern finds what Go finds, and a template gives what Go gives', () => {
  const accepted = rows.filter((row) => row.results !== undefined)
  test.each(accepted)('$id $shows', ({ pattern, extract, tags, results }) => {
    const regex = read(pattern)
    const template = parseTemplate(extract, regex.names)
    const found = tags.map((tag) => {
      const match = regex.find(tag)
      expect(regex.isMatch(tag)).toBe(match !== undefined)
      if (match === undefined) return null
      return {
        groups: match.map((group) => group ?? null),
        out: extract === '' ? tag : expand(template, match),
      }
    })
    expect(found).toEqual(results)
  })
})

describe('all matches are those that Go walks through', () => {
  const table: readonly (readonly [
    pattern: string,
    text: string,
    found: readonly (readonly [start: number, ...groups: readonly (string | undefined)[]])[],
  ])[] = [
    [
      'a(b)?',
      'ab a',
      [
        [0, 'ab', 'b'],
        [3, 'a', undefined],
      ],
    ],
    [
      'x*',
      'axb',
      [
        [0, ''],
        [1, 'x'],
        [3, ''],
      ],
    ],
    [
      '',
      '😀a',
      [
        [0, ''],
        [2, ''],
        [3, ''],
      ],
    ],
    ['^.', 'aa', [[0, 'a']]],
    [
      String.raw`(?P<n>\p{Letter})(?P<n>\d)`,
      'a1b2',
      [
        [0, 'a1', 'a', '1'],
        [2, 'b2', 'b', '2'],
      ],
    ],
    ['[0-9]', 'none', []],
  ]
  test.each(table)('%j in %j', (pattern, text, found) => {
    const all = [...read(pattern).findAll(text)]
    expect(all.map(({ start, groups }) => [start, ...groups])).toEqual(found)
    expect(all.map(({ start, end }) => text.slice(start, end))).toEqual(found.map(([, whole]) => whole))
  })
})

describe('a text that is no pattern says why', () => {
  const refused = rows.filter(({ error }) => error !== undefined)
  test.each(refused)('$id $shows', ({ pattern, error }) => {
    const regex = parseRegex(pattern)
    expect(regex.kind).toBe('invalid')
    expect(regex.kind === 'invalid' && error?.startsWith(regex.message.slice(0, 45))).toBe(true)
  })
})

describe('a message of Go shows the pattern as it was written, also where the engine reads another', () => {
  const [deep, large] = [`${'('.repeat(1_001)}${')'.repeat(1_001)}`, 'a{1000}'.repeat(9_000)]
  const table: readonly (readonly [what: string, pattern: string, shown: string])[] = [
    ['trailing backslash at end of expression', 'a\\', ''],
    ['missing closing )', String.raw`(\p{Letter}`, String.raw`(\p{Letter}`],
    ['missing closing )', '(?P<n>a)(?P<n>b', '(?P<n>a)(?P<n>b'],
    ['missing closing ]', String.raw`\p{greek}[\p{Letter}a`, String.raw`[\p{Letter}a`],
    ['invalid nested repetition operator', String.raw`\p{greek}**`, '**'],
    ['invalid character class range', String.raw`\p{greek}[b-a]`, 'b-a'],
    ['invalid named capture', '(?P<n>a)(?P<n>b)(?P<é>c)', '(?P<é>'],
    ['expression nests too deeply', deep, deep],
    ['invalid repeat count', '(?:(?:a{999}b){999}c){999}', '{999}'],
    ['expression too large', large, large],
  ]
  test.each(table)('%s', (what, pattern, shown) => {
    expect(parseRegex(pattern)).toEqual({
      kind: 'invalid',
      message: `error parsing regexp: ${what}: \`${shown}\``,
    })
  })
})

describe('a count with a leading zero is plain text', () => {
  test.each([
    ['^v{02}$', 'v{02}', 'vv'],
    ['^v{1,02}$', 'v{1,02}', 'vv'],
    ['^[v]{00}$', 'v{00}', ''],
  ])('%s', (pattern, matching, other) => {
    const regex = read(pattern)
    expect([regex.isMatch(matching), regex.isMatch(other)]).toEqual([true, false])
  })
})

describe('groups with one name: the first that took part gives the text', () => {
  const table: readonly (readonly [pattern: string, text: string, wanted: string])[] = [
    [String.raw`^(?:v(?P<n>\d+)|r(?P<n>\d+))$`, 'v7', '7'],
    [String.raw`^(?:v(?P<n>\d+)|r(?P<n>\d+))$`, 'r8', '8'],
    [String.raw`(?<n>a)?(x)?(?<n>b)?(?P<n>c)`, 'bc', 'b'],
    [String.raw`\((?P<n>a)\Q(?P<n>\E(?P<n>b)`, '(a(?P<n>b', 'a'],
    ['[(?P<n>](?:(?P<n>a)|(?P<n>b))', '>b', 'b'],
    ['[](?P<n>](?:(?P<n>a)|(?P<n>b))', ']b', 'b'],
    ['[^](?P<n>](?:(?P<n>a)|(?P<n>b))', '_b', 'b'],
    ['[[:alpha:](?P<n>](?:(?P<n>a)|(?P<n>b))', '?b', 'b'],
    [String.raw`[\](?P<n>](?:(?P<n>a)|(?P<n>b))`, '?b', 'b'],
    ['[+-[](?:(?P<n>a)|(?P<n>b))', '[b', 'b'],
    ['(?P<g_0>x)(?:(?P<n>a)|(?P<n>b))', 'xb', 'b'],
  ]
  test.each(table)('%s', (pattern, text, wanted) => {
    const regex = read(pattern)
    expect(expand(parseTemplate('$n', regex.names), regex.find(text) ?? [])).toBe(wanted)
  })
})

describe('a pattern that would blow up elsewhere stays linear', () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['(a+)+$', `${'a'.repeat(20_000)}b`, false],
    ['^(.*a){12}$', `${'a'.repeat(10_000)}b`, false],
    ['(x+x+)+y', 'x'.repeat(20_000), false],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(10_000), false],
    ['(a|aa)+$', 'a'.repeat(10_000), true],
    ['(a*)*b', 'a'.repeat(100_000), false],
    ['(?:a?){500}a{500}', 'a'.repeat(499), false],
    ['(?:a{300}|b{300}){3}', 'a'.repeat(100_000), true],
    ['[a-z]{200}!', 'a'.repeat(100_000), false],
    ['(.*?,){11}P', '1,'.repeat(50_000), false],
  ]
  test.each(table)('%s', (pattern, text, isFound) => {
    const regex = read(pattern)
    expect(regex.isMatch(text)).toBe(isFound)
    expect(regex.find(text) !== undefined).toBe(isFound)
  })
})

describe('a pattern as long as a book is read all the same', () => {
  const pieces = [
    'a',
    'a*',
    '(a)',
    '(a|b)',
    '(?P<n>a)',
    '[a-z]',
    '[a-z]+',
    '(?:a(?:b|c)?)',
    '{',
    '{1,',
    '(?i)',
    '^',
    String.raw`\.`,
  ]
  test.each(pieces)('%s over and over', (piece) => {
    const regex = read(piece.repeat(10_000))
    expect(regex.isMatch('é')).toBe(regex.find('é') !== undefined)
  })
})

test('a template stands for text outside the basic plane too', () => {
  const regex = read('(?P<n>.)')
  expect(expand(parseTemplate('😀$n𝒳$𝒳-', regex.names), regex.find('🚀') ?? [])).toBe('😀-')
  expect(expand(parseTemplate('${n}𝒳', regex.names), regex.find('🚀') ?? [])).toBe('🚀𝒳')
})

function read(pattern: string): Regex {
  const regex = parseRegex(pattern)
  if (regex.kind === 'invalid') throw new Error(regex.message)
  return regex
}
