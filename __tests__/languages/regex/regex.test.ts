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

describe('a text that is no pattern says why', () => {
  const refused = rows.filter(({ error }) => error !== undefined)
  test.each(refused)('$id $shows', ({ pattern, error }) => {
    const regex = parseRegex(pattern)
    expect(regex.kind).toBe('invalid')
    expect(regex.kind === 'invalid' && error?.startsWith(regex.message.slice(0, 45))).toBe(true)
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
  ]
  test.each(table)('%s', (pattern, text, isFound) => {
    const regex = read(pattern)
    expect(regex.isMatch(text)).toBe(isFound)
    expect(regex.find(text) !== undefined).toBe(isFound)
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
