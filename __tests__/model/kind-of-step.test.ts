import { describe, expect, test } from '@jest/globals'
import { type Side, stepBetween } from '../../src/model/kind-of-step.ts'
import { aDigest } from '../support/builders.ts'

describe('the kind of a step', () => {
  test.each([
    ['1.0.0', '1.0.1', 'patch'],
    ['1.0.0', '1.1.0', 'minor'],
    ['1.9.9', '2.0.0', 'major'],
    ['v1.0.0', 'v1.1.0', 'minor'],
    ['v1.0.0', '1.1.0', 'minor'],
    ['1.2', '1.3', 'minor'],
    ['16', '17', 'major'],
    ['2024.01.02', '2024.02.01', 'minor'],
    ['1.0.0', '1.1.0-rc.1', 'prerelease'],
    ['1.0.0-rc.1', '1.0.0-rc.2', 'prerelease'],
    ['1.0.0-rc.1', '1.1.0-rc.1', 'prerelease'],
    ['1.1.0-rc.1', '1.1.0', 'minor'],
    ['1.2.3-alpine', '1.3.0-alpine', 'minor'],
    ['1.2.3-alpine3.19', '1.2.4-alpine3.19', 'patch'],
    ['web-1.0.0', 'web-2.0.0', 'major'],
    ['web-1.0.0', 'api-2.0.0', 'other'],
    ['main-0a1b2c3-1700000000', 'main-4d5e6f7-1700000001', 'other'],
    ['20240101', '20240102', 'other'],
    ['latest', '1.0.0', 'other'],
    ['1.0.0', 'stable', 'other'],
    ['99999999999999999999.0.0', '1.0.0', 'other'],
  ])('from %s to %s is %s', (from, to, kind) => {
    expect(stepBetween({ tag: from }, { tag: to })).toEqual({ kind, isBack: false })
  })

  test.each([
    ['2.0.0', '1.9.0', 'major'],
    ['1.1.0', '1.0.9', 'minor'],
    ['1.1.0', '1.1.0-rc.1', 'prerelease'],
  ])('from %s back to %s is %s', (from, to, kind) => {
    expect(stepBetween({ tag: from }, { tag: to })).toEqual({ kind, isBack: true })
  })

  test.each<[Side, Side]>([
    [
      { tag: 'latest', digest: aDigest() },
      { tag: 'latest', digest: aDigest('b') },
    ],
    [{ digest: aDigest() }, { tag: '1.0.0', digest: aDigest('b') }],
    [{ tag: '1.0.0' }, { tag: '1.0.0', digest: aDigest() }],
  ])('from %j to %j is of the digest only', (from, to) => {
    expect(stepBetween(from, to).kind).toBe('digest only')
  })
})
