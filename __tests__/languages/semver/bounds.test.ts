import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import {
  isBounded,
  parseRange,
  parseVersion,
  type Range,
  satisfies,
  takesPrereleases,
} from '../../../src/languages/semver/semver.ts'

describe('a range without an upper bound on the major version is told apart', () => {
  const bounded = [
    '1.2.3',
    '=1.2.3',
    '1.2',
    '1.x',
    '1',
    '^1',
    '^1.2.3',
    '^0.0.0',
    '^*',
    '~1',
    '~1.2',
    '~0',
    '~0.0',
    '~>1.2.3',
    '<2.0.0',
    '<2',
    '=<2',
    '<=*',
    '>=1.2.0 <2.0.0',
    '>=1.2.0, <2.0.0',
    '1.2 - 3',
    '1.0 - 2.0, !=1.5',
    '^1 || ^2',
    '>=1 <2 || 5.x',
    '>2 <1',
    '*, <3',
  ]
  const unbounded = [
    '*',
    'x',
    '=*',
    '*-0',
    '>=0',
    '>=1',
    '=>1.2.3',
    '>1.2.3',
    '>=1.2.0-0',
    '!=1',
    '!=1.2.3',
    '!=*',
    '>=1, !=1.3.0',
    '~*',
    '~0.0.0',
    '~>0.0.0',
    '^1 || >=3',
    '>=3 || ^1',
    '^1 || *',
    '~0.0.0 || 1.x',
    // The bar belongs to the first number here: `>= 3.x||1.0, <= 1.1` is two alternatives, of which the first has no end.
    '3.x||1.0 - 1.1',
  ]
  test.each(bounded)('%s has one', (text) => {
    expect(isBounded(read(text))).toBe(true)
  })
  test.each(unbounded)('%s has none', (text) => {
    expect(isBounded(read(text))).toBe(false)
  })

  test('a range of single terms is bounded where a version far above all does not fit', () => {
    const operator = fc.constantFrom('', '=', '!=', '>', '<', '>=', '<=', '~', '^')
    const written = fc.constantFrom('*', '0', '0.0', '0.0.0', '0.1', '1', '1.2', '1.2.3', '1.x', '0.0.0-rc.1')
    const text = fc.tuple(operator, written).map((parts) => parts.join(''))
    const far = parseVersion('999999999.0.0')
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (alternatives) => {
        const range = read(alternatives.join(' || '))
        expect(isBounded(range)).toBe(far !== undefined && !satisfies(far, range))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('a range takes prereleases where one of its parts names one', () => {
  const table: readonly (readonly [string, boolean])[] = [
    ['>=1.0.0', false],
    ['>=1.0.0-0', true],
    ['>=1.0.0 <2.0.0-0', true],
    ['^1 || ~2.1.0-rc.1', true],
    ['1.x-0', true],
    ['1.2.3+build', false],
    ['*', false],
  ]
  test.each(table)('%s: %s', (text, wanted) => {
    expect(takesPrereleases(read(text))).toBe(wanted)
  })
})

function read(text: string): Range {
  const range = parseRange(text)
  if (range.kind !== 'range') throw new Error(range.message)
  return range
}
