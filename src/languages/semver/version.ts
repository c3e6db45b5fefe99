/** One version: its text to its parts, and the order of versions. Masterminds semver v3.5, version.go. */

export interface Version {
  readonly major: Count
  readonly minor: Count
  readonly patch: Count
  /** Without its hyphen; empty for a release. */
  readonly prerelease: string
  /** Without its plus sign. It never counts in a comparison. */
  readonly build: string
}

/** From 0 to 2^64-1. A bigint only where a number would not be exact, so that `<` and `===` are right for both kinds. */
export type Count = number | bigint

/** Reads a version loosely (`NewVersion`): small `v`, missing minor and patch, leading zeros are fine. Gives undefined for other text. */
export function parseVersion(text: string): Version | undefined {
  return parseRelease(text) ?? parseWritten(text)
}

/** The version that a tag stands for. Flux wants two dots, anywhere (fluxcd/pkg version/version.go); gives undefined for other text. */
export function parseTagVersion(tag: string): Version | undefined {
  return parseRelease(tag) ?? (hasTwoDots(tag) ? parseWritten(tag) : undefined)
}

/** Below, at or above 0, as `a` is lower than, equal to or higher than `b`. */
export function compareVersions(a: Version, b: Version): number {
  if (a.major !== b.major) return a.major < b.major ? -1 : 1
  if (a.minor !== b.minor) return a.minor < b.minor ? -1 : 1
  if (a.patch !== b.patch) return a.patch < b.patch ? -1 : 1
  return comparePrereleases(a.prerelease, b.prerelease)
}

/** The same for prereleases alone: none is above any; else identifier by identifier. */
export function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0
  if (a === '' || b === '') return a === '' ? 1 : -1
  const left = a.split('.')
  const right = b.split('.')
  const differing = left.findIndex((identifier, index) => identifier !== right[index])
  if (differing < 0) return -1
  return compareIdentifiers(left[differing] ?? '', right[differing])
}

/** Three short numbers, as most tags are: without a pattern, which is worth it for a hundred thousand of them. */
function parseRelease(text: string): Version | undefined {
  const { length } = text
  if (length > 17) return undefined
  let start = text.charCodeAt(0) === smallV ? 1 : 0
  let major = 0
  let minor = 0
  let count = 0
  let dots = 0
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code >= zero && code <= nine) count = count * 10 + (code - zero)
    else if (code === dot && dots < 2 && at > start) {
      if (dots === 0) major = count
      else minor = count
      dots++
      count = 0
      start = at + 1
    } else return undefined
  }
  return dots === 2 && start < length ? { major, minor, patch: count, prerelease: '', build: '' } : undefined
}

function hasTwoDots(text: string): boolean {
  const first = text.indexOf('.')
  return first >= 0 && text.includes('.', first + 1)
}

const smallV = 0x76
const zero = 0x30
const nine = 0x39
const dot = 0x2e

function parseWritten(text: string): Version | undefined {
  if (text.length > longest) return undefined
  const [, first, second = '0', third = '0', prerelease = '', build = ''] = written.exec(text) ?? []
  if (first === undefined || (prerelease !== '' && hasLeadingZero.test(prerelease))) return undefined
  const major = parseCount(first)
  const minor = parseCount(second)
  const patch = parseCount(third)
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  return { major, minor, patch, prerelease, build }
}

/** In bytes; whatever is not ASCII is no version anyway. */
const longest = 256

/** No two of its parts can share a character at a place, so it is tried in one pass. */
const written =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?$/

/** Of a number in the prerelease (`validatePrerelease`). */
const hasLeadingZero = /(?:^|\.)0\d+(?:\.|$)/

/** Undefined above 2^64-1. Numbers of 15 digits are exact. */
function parseCount(digits: string): Count | undefined {
  if (digits.length <= 15) return Number(digits)
  const count = BigInt(digits)
  if (count > 0xffff_ffff_ffff_ffffn) return undefined
  return count <= Number.MAX_SAFE_INTEGER ? Number(count) : count
}

/** The two differ. A number is below text and below a longer number; a prerelease that has run out is below all. */
function compareIdentifiers(a: string, b: string | undefined): number {
  if (b === undefined) return 1
  const isNumber = isNumeric(a)
  if (isNumber !== isNumeric(b)) return isNumber ? -1 : 1
  if (isNumber && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}

/** Digits above 2^64-1 are text to `strconv.ParseUint`. Numbers have no leading zeros, so their texts compare like them. */
function isNumeric(identifier: string): boolean {
  if (!/^\d+$/.test(identifier)) return false
  return identifier.length < 20 || (identifier.length === 20 && identifier <= '18446744073709551615')
}
