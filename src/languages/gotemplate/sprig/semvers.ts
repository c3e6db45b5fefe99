/** Versions (Go: Sprig semver.go, Masterminds semver v3). */
import { parseRange, parseVersion, satisfies, type Version } from '../../semver/semver.ts'
import { aText, type Functions, takes } from '../evaluate/function.ts'
import { type Bytes, fromBytes, toBytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import { Failure } from '../values/failure.ts'
import { bool } from '../values/make.ts'
import { startsWithZero, versionValue } from './version-value.ts'

export const semvers: Functions = new Map([
  ['semver', takes([aText], (text) => versionValue(read(text), text))],
  ['semverCompare', takes([aText, aText], (range, version) => bool(fits(range, version)))],
])

function fits(rangeText: Bytes, versionText: Bytes): boolean {
  const range = parseRange(fromBytes(rangeText))
  if (range.kind !== 'range') throw new Failure(toBytes(range.message))
  return satisfies(read(versionText), range)
}

function read(text: Bytes): Version {
  const version = parseVersion(fromBytes(text))
  if (version !== undefined) return version
  const [, ...segments] = beyondBounds.exec(text) ?? []
  const tooLarge = segments.find((segment) => segment !== undefined && BigInt(segment) > largest)
  if (tooLarge !== undefined) {
    const why = `strconv.ParseUint: parsing ${quote(tooLarge)}: value out of range`
    throw new Failure(`error parsing version segment: ${why}`)
  }
  throw new Failure(startsWithZero.test(text) ? 'version segment starts with 0' : 'invalid semantic version')
}

/** Numbers that are a version, but for their size. */
const beyondBounds = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+][\dA-Za-z.+-]*)?$/
const largest = 2n ** 64n - 1n
