import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import npm from 'semver'
import {
  compareVersions,
  parseRange,
  parseTagVersion,
  parseVersion,
  satisfies,
} from '../../../src/languages/semver/semver.ts'

const fixed = { seed: 20_240_607, numRuns: 2000 }

describe('a version is read loosely', () => {
  const table: readonly (readonly [string, ReturnType<typeof parseVersion>])[] = [
    ['1.2.3', { major: 1, minor: 2, patch: 3, prerelease: '', build: '' }],
    ['v1', { major: 1, minor: 0, patch: 0, prerelease: '', build: '' }],
    ['1.2-rc.1+b.01', { major: 1, minor: 2, patch: 0, prerelease: 'rc.1', build: 'b.01' }],
    ['01.02.03', { major: 1, minor: 2, patch: 3, prerelease: '', build: '' }],
    [
      '18446744073709551615.9007199254740993.0009007199254740991',
      {
        major: 18446744073709551615n,
        minor: 9007199254740993n,
        patch: 9007199254740991,
        prerelease: '',
        build: '',
      },
    ],
  ]
  test.each(table)('%s', (text, version) => {
    expect(parseVersion(text)).toEqual(version)
  })
})

describe('other text is no version', () => {
  const table = [
    '',
    'v',
    'V1.2.3',
    ' 1.2.3',
    '1.2.3 ',
    '1.2.3.4',
    '1..3',
    '1.2.',
    '1.2.3-',
    '1.2.3-a..b',
    '1.2.3-a.',
    '1.2.3-.a',
    '1.2.3+',
    '1.2.3+a+b',
    '1.2.3-01',
    '1.2.3-a.007',
    '1.2.3-é',
    '18446744073709551616.0.0',
    `1.2.3-${'a'.repeat(251)}`,
  ]
  test.each(table)('%j', (text) => {
    expect(parseVersion(text)).toBeUndefined()
  })

  test('the greatest length is 256', () => {
    expect(parseVersion(`1.2.3-${'a'.repeat(250)}`)).toBeDefined()
  })
})

test('a tag needs two dots, wherever they are', () => {
  expect(['1', '1.2', '1.2-rc', '1+a.b'].map(parseTagVersion)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(parseTagVersion('1-a.b.c')).toEqual(parseVersion('1.0.0-a.b.c'))
})

describe('versions are in order', () => {
  const ascending = [
    '0.0.1',
    '1.0.0-0',
    '1.0.0-9',
    '1.0.0-18446744073709551615',
    '1.0.0--',
    '1.0.0-18446744073709551616',
    '1.0.0-A',
    '1.0.0-a',
    '1.0.0-a.1',
    '1.0.0-a.b',
    '1.0.0-rc10',
    '1.0.0-rc9',
    '1.0.0',
    '1.0.1',
    '1.10.0',
    '9007199254740991.0.0',
    '9007199254740992.0.0',
    '9007199254740993.0.0',
  ]
  const pairs = ascending.flatMap((low, index) =>
    ascending.slice(index + 1).map((high) => [low, high] as const),
  )

  test.each(pairs)('%s is below %s', (low, high) => {
    expect(compare(low, high)).toBeLessThan(0)
    expect(compare(high, low)).toBeGreaterThan(0)
  })

  test('the build does not count, nor do a v and leading zeros', () => {
    expect(compare('v01.2.3+a', '1.2.3+b')).toBe(0)
  })
})

const count = fc.oneof(fc.nat(3), fc.nat(999_999_999_999_999))
const release = fc.tuple(count, count, count).map((numbers) => numbers.join('.'))
const identifier = fc.oneof(
  fc.nat(999_999_999_999_999).map(String),
  fc.stringMatching(/^[a-z-][0-9A-Za-z-]{0,4}$/),
)
const version = fc
  .tuple(release, fc.array(identifier, { maxLength: 3 }))
  .map(([numbers, identifiers]) =>
    identifiers.length === 0 ? numbers : `${numbers}-${identifiers.join('.')}`,
  )

test('the order is that of the semver package as far as its numbers are exact', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compare(a, b))).toBe(npm.compare(a, b))
    }),
    fixed,
  )
})

test('plain ranges take the same releases as the semver package', () => {
  const small = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)).map((numbers) => numbers.join('.'))
  const operator = fc.constantFrom('>=', '>', '<', '<=', '=', '^', '~', '')
  const plainRange = fc
    .array(
      fc.tuple(
        operator,
        small.filter((text) => text !== '0.0.0'),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((terms) => terms.map((term) => term.join('')).join(' '))
  fc.assert(
    fc.property(small, plainRange, (text, range) => {
      expect(fits(text, range)).toBe(npm.satisfies(text, range))
    }),
    fixed,
  )
})

function compare(a: string, b: string): number {
  const left = parseVersion(a)
  const right = parseVersion(b)
  return left && right ? compareVersions(left, right) : Number.NaN
}

function fits(text: string, range: string): boolean {
  const left = parseVersion(text)
  const right = parseRange(range)
  return left !== undefined && right.kind === 'range' && satisfies(left, right)
}
