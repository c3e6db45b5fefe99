import { describe, expect, test } from '@jest/globals'
import { replaceScalar } from '../../../src/languages/yaml/yaml.ts'

function replace(scalar: string, text: string): string {
  const edits = replaceScalar(new TextEncoder().encode(scalar), text).toReversed()
  return edits.reduce(
    (result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end),
    scalar,
  )
}

describe('a new text is written in the style of the old one', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['v1', 'v2', 'v2'],
    ['"v1"', '1.30', '"1.30"'],
    ["'v1'", '1.30', "'1.30'"],
    ['"v1"', 'a"b\\', '"a\\"b\\\\"'],
    ["'v1'", "it's", "'it''s'"],
    ['v1', 'a: b', "'a: b'"],
    ['v1', '- x', "'- x'"],
    ['v1', '@x', "'@x'"],
    ['v1', 'two\nlines', '"two\\u000alines"'],
    ['1.0', 'v2', 'v2'],
    ['~', 'v2', 'v2'],
    ['2024-01-01', '2024-01-02', '2024-01-02'],
    ['v1', '2024-01-02', '"2024-01-02"'],
    ['>- # c\n  v1', 'v2', '>- # c\n  v2'],
    ['| # c\n    v1\n    more', 'v2', '|- # c\n    v2'],
    ['|+2 # c\n    v1', 'v2', '|- # c\n    v2'],
    ['|\r\n\r\n  v1', 'v2', '|-\r\n  v2'],
    ['|-', 'v2', '"v2"'],
  ]
  test.each(table)('%j becomes %s: %j', (scalar, text, result) => {
    expect(replace(scalar, text)).toBe(result)
  })
})

describe('a plain text gets quotes exactly when YAML 1.1 would read something else', () => {
  const quoted =
    '1 1.30 20240102 12345e67 0755 0x1f 0b11 0o17 1_000 .5 1. +1 -1 1e3 10:30 .inf -.INF .nan ~ null NULL true False yes NO on Off y N 2024-01-02 2024-1-2'
  const plain =
    'v1 1.2.3 1.30.0-rc1 main-0a1b2c3-1700000000 2024-13-45 2023-02-29 1e 12ab 0xzz nginx:1 localhost:5000/app:v1 sha256:12e4 yess 1.2.3+4 _1 e1234567 latest'

  test.each([...quoted.split(' '), ''])('%j is quoted', (text) => {
    expect(replace('v1', text)).toBe(`"${text}"`)
  })

  test.each(plain.split(' '))('%j stays plain', (text) => {
    expect(replace('v1', text)).toBe(text)
  })
})
