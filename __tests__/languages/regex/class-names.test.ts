import { describe, expect, test } from '@jest/globals'
import { parseRegex } from '../../../src/languages/regex/regex.ts'

describe('names of Unicode classes are read as Go 1.25 and later read them', () => {
  const table: readonly (readonly [pattern: string, matching: string, other: string])[] = [
    [String.raw`^\p{Letter}$`, 'é', '1'],
    [String.raw`^\p{lu}$`, 'Ω', 'ω'],
    [String.raw`^\pl$`, 'ω', '1'],
    [String.raw`^\p{uppercase letter}$`, 'A', 'a'],
    [String.raw`^\P{Upper-Case_LETTER}$`, 'a', 'A'],
    [String.raw`^\p{^Letter}$`, '1', 'a'],
    [String.raw`^\p{^ letter}$`, '1', 'a'],
    [String.raw`^[\p{greek}1]$`, 'Ω', 'a'],
    [String.raw`^[^\p{ASCII}]$`, 'é', 'a'],
    [String.raw`^\p{any}$`, 'é', ''],
    [String.raw`^\p{assigned}$`, 'é', '\u0378'],
    [String.raw`^\p{digit}\p{punct}$`, '1.', '1a'],
    [String.raw`^\Q\p{greek}\E\p{greek}$`, String.raw`\p{greek}Ω`, 'ΩΩ'],
    [String.raw`^(?P<n>\p{greek})|(?P<n>\p{han})$`, '日', 'a'],
    [String.raw`(?i)^\p{lowercase letter}$`, 'A', '1'],
  ]
  test.each(table)('%s', (pattern, matching, other) => {
    const regex = parseRegex(pattern)
    expect(regex.kind === 'regex' && [regex.isMatch(matching), regex.isMatch(other)]).toEqual([true, false])
  })

  const unknown = [
    '{bogus}',
    '{}',
    '{ ^letter}',
    '{L&}',
    '{sc=Greek}',
    '{Old_Italic}',
    '{old italic}',
    'x',
    'é',
  ]
  test.each(unknown)(String.raw`\p%s is no class, and the message shows it as it is written`, (name) => {
    expect(parseRegex(String.raw`a\p${name}`)).toEqual({
      kind: 'invalid',
      message: `error parsing regexp: invalid character class range: \`\\p${name}\``,
    })
  })
})
