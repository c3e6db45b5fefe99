import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { printable } from '../../src/model/printable.ts'

test.each([
  ['web 1.2.3', 'web 1.2.3'],
  ['größer 東京', 'größer 東京'],
  ['\u001b[31mred\u001b[0m', ' [31mred [0m'],
  ['one\r\ntwo\tthree', 'one two three'],
  ['a\u0000b\u007fc\u0085d', 'a b c d'],
  ['right\u202eto left\u2066', 'right to left '],
  ['line\u2028paragraph\u2029', 'line paragraph '],
  ['zero\u200bwidth\ufeff', 'zero width '],
])('%j is printed as %j', (text, printed) => {
  expect(printable(text)).toBe(printed)
})

test('no control character is left of any text, and what can be printed stays', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const printed = printable(text)
      expect(printed).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(printed.replaceAll(' ', '')).toBe(text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp} ]/gu, ''))
      expect(printable(printed)).toBe(printed)
    }),
    { seed: 3, numRuns: 1000 },
  )
})
