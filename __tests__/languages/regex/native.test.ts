import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { RE2JS } from 're2js'
import { toNative } from '../../../src/languages/regex/native.ts'

describe('a plain pattern in which the next character decides runs in the engine of JavaScript', () => {
  const plain = [
    '',
    'main-',
    '-debug$',
    '[0-9]{8}',
    '^v',
    '^$',
    '^main-[0-9a-f]{7}-(?P<ts>[0-9]{10})$',
    '^main-[a-fA-F0-9]+-(?P<ts>[1-9][0-9]*)$',
    String.raw`^v?(?P<v>\d+\.\d+\.\d+)$`,
    String.raw`^(\d+)\.(\d+)\.(\d+)(?:-rc\.(\d+))?$`,
    '^(?:main|release)-[0-9]+$',
    '^RELEASE[.](?<t>[0-9TZ-]+)$',
    '^v(.*)$',
    '^[^-]+-(.+)$',
    String.raw`^[\w\d._-]+[/+]\s`,
    '^[-a]x?b{0,3}c{2,}$',
  ]
  test.each(plain)('%s', (pattern) => {
    expect(toNative(pattern)).toBeInstanceOf(RegExp)
  })
})

describe('every other pattern is left to RE2', () => {
  const others: readonly (readonly [pattern: string, what: string])[] = [
    ['(a+)+$', 'a repeated group'],
    ['^(a|aa)+$', 'a repeated group'],
    ['^a*a*a*b$', 'two repeats that could share a text'],
    ['^[0-9]{1,3}[0-9]{2}$', 'two repeats that could share a text'],
    ['^(.*)-alpine$', 'a repeat that could eat what follows'],
    ['^a?a', 'an optional character that could be the next'],
    ['^(a-)?a', 'an optional group that begins like what follows'],
    ['^(sig|sbom)$', 'alternatives that begin alike'],
    ['^(a|b*)c', 'an alternative that may be empty'],
    ['^([0-9]*)?$', 'an optional group that may be empty'],
    ['[0-9]+$', 'a repeat that could begin anywhere'],
    ['(?:ab)?c', 'an optional group that could begin anywhere'],
    ['^a|b$', 'alternatives at the top'],
    ['(?i)^a$', 'flags'],
    ['^(?i:a)$', 'flags'],
    ['^a+?$', 'a lazy repeat'],
    ['^a??$', 'a lazy repeat'],
    [String.raw`\bv1`, 'a word boundary'],
    [String.raw`\Av1\z`, 'other anchors'],
    ['a^b', 'an anchor in the middle'],
    ['(^a)', 'an anchor in a group'],
    ['^a$$', 'an anchor too many'],
    [String.raw`^\Qa.b\E$`, 'a quotation'],
    [String.raw`^\p{L}$`, 'a Unicode class'],
    ['^[[:alpha:]]$', 'a named class'],
    ['^[]a]$', 'a bracket in brackets'],
    ['^[a-c-e]$', 'a hyphen where one looks twice'],
    ['^é$', 'a character beyond ASCII'],
    ['^[à-é]$', 'a character beyond ASCII'],
    [String.raw`^\x41\t$`, 'other escapes'],
    ['^a{0}$', 'a repeat of nothing'],
    ['^a{,3}$', 'braces that are no count'],
    ['^a{02}$', 'braces that are no count'],
    ['^a{1,02}$', 'braces that are no count'],
    ['a{1000}', 'a pattern longer than any tag'],
    ['^(?:a{100}|b{100}|c{100})', 'a pattern longer than any tag'],
    ['(a)'.repeat(200), 'a pattern longer than any tag'],
    ['(', 'no pattern'],
    ['a)', 'no pattern'],
    ['^*', 'no pattern'],
  ]
  test.each(others)('%s: %s', (pattern) => {
    expect(toNative(pattern)).toBeUndefined()
  })
})

describe('where a pattern is taken, it finds what RE2 finds', () => {
  const atoms = String.raw`a b - 1 . \. \d \W \s [ab] [^b] [0-9] [-a] [a-] [\w.-] [^\d\s] [\]\-a] [+-/] [*^]`
  const atom = fc.constantFrom(...atoms.split(' '))
  const count = fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{1,2}', '{2,}', '{0,1}')
  const repeat = fc.tuple(atom, count).map((parts) => parts.join(''))
  const { sequence } = fc.letrec<{ sequence: string; node: string; group: string }>((tie) => ({
    sequence: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
    node: fc.oneof({ weight: 4, arbitrary: repeat }, { weight: 1, arbitrary: tie('group') }),
    group: fc
      .tuple(
        fc.constantFrom('(', '(?:'),
        fc.array(tie('sequence'), { minLength: 1, maxLength: 2 }),
        fc.constantFrom(')', ')', ')?'),
      )
      .map(([open, alternatives, close]) => `${open}${alternatives.join('|')}${close}`),
  }))
  const pattern = fc
    .tuple(fc.constantFrom('^', '^', ''), sequence, fc.constantFrom('$', ''))
    .map((parts) => parts.join(''))
  const character = fc.constantFrom(
    'a',
    'b',
    '-',
    '1',
    '.',
    ' ',
    ']',
    '*',
    '\n',
    '\r',
    '\u2028',
    'é',
    '😀',
    '\ud83d',
  )
  const text = fc.array(character, { maxLength: 10 }).map((characters) => characters.join(''))

  test('the same texts in the same groups', () => {
    let taken = 0
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (pattern, texts) => {
        const native = toNative(pattern)
        if (native === undefined) return
        taken++
        for (const text of texts)
          expect([text, groups(native, text)]).toEqual([text, re2Groups(pattern, text)])
      }),
      { seed: 1_871, numRuns: 6_000 },
    )
    expect(taken).toBeGreaterThan(2_000)
  })

  function groups(native: RegExp, text: string): readonly (string | undefined)[] | undefined {
    const found = native.exec(text)
    return found === null ? undefined : [...found]
  }

  function re2Groups(pattern: string, text: string): readonly (string | undefined)[] | undefined {
    const matcher = RE2JS.compile(pattern).matcher(text)
    if (!matcher.find()) return undefined
    return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? undefined)
  }
})

test('a text that almost matches takes linear time', () => {
  const letters = Array.from('abcdefghij')
  const native = toNative(`^${letters.map((letter) => `${letter}*(?:${letter.toUpperCase()}+)?`).join('')}$`)
  const run = letters.map((letter) => letter.repeat(20_000) + letter.toUpperCase().repeat(20_000)).join('')
  expect(native?.test(run)).toBe(true)
  expect(native?.test(`${run}!`)).toBe(false)
})
