import { describe, expect, test } from '@jest/globals'
import { parseGoFloat } from '../../../src/languages/number/number.ts'

describe('a number is read as strconv.ParseFloat reads it', () => {
  const table: readonly (readonly [string, number])[] = [
    ['12', 12],
    ['-1.5', -1.5],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['007', 7],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['-0', -0],
    ['1_000', 1000],
    ['1_23.50_0_0e+1_2', 1.235e14],
    ['9007199254740993', 9007199254740992],
    ['1e-400', 0],
    ['inf', Infinity],
    ['+Infinity', Infinity],
    ['-INF', -Infinity],
    ['nan', Number.NaN],
    ['NaN', Number.NaN],
    ['0x1p-2', 0.25],
    ['-0X.8p1', -1],
    ['0x_1_2.3_4_5p+1_2', 74565],
    ['0x1.fffffffffffff8p0', 2],
    ['0x1.fffffffffffff7p0', 1.9999999999999998],
    ['0x1p-1074', 5e-324],
    ['0x1p-1075', 0],
    ['0x1.00000001p-1075', 5e-324],
    ['0x1.fffffffffffffp1023', Number.MAX_VALUE],
    ['0x0p9999999999', 0],
  ]
  test.each(table)('%s', (text, value) => {
    expect(parseGoFloat(text)).toBe(value)
  })
})

describe('other text is no number', () => {
  const table = [
    '',
    ' 1',
    '1 ',
    '1,5',
    '1.2.3',
    '1a',
    '.',
    '+',
    'e1',
    '1e',
    '1e400',
    '-1e309',
    '0x10',
    '0xp1',
    '0x1p1024',
    '0x1.fffffffffffff8p1023',
    '_1',
    '1_',
    '1__0',
    '1_.5',
    '1._5',
    '0x1_p1',
    '0x1p_1',
    '0b1',
    '+nan',
    'infinit',
    '٣',
  ]
  test.each(table)('%j', (text) => {
    expect(parseGoFloat(text)).toBeUndefined()
  })

  test('not even a very long one', () => {
    const digits = '1'.repeat(100_000)
    expect(parseGoFloat(`${digits}x`)).toBeUndefined()
    expect(parseGoFloat(`0.${digits}_`)).toBeUndefined()
    expect(parseGoFloat(`0x${digits}.${digits}`)).toBeUndefined()
  })
})
