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
  if (text.length > longest) return undefined
  const start = codeAt(text, 0) === smallV ? 1 : 0
  const major = endOfDigits(text, start)
  const minor = endOfDottedDigits(text, major)
  const patch = endOfDottedDigits(text, minor)
  const prerelease = endOfIdentifiers(text, patch, hyphen)
  const build = endOfIdentifiers(text, prerelease, plus)
  if (major === start || build !== text.length) return undefined
  const version = {
    major: parseCount(text, start, major),
    minor: parseCount(text, major + 1, minor),
    patch: parseCount(text, minor + 1, patch),
    prerelease: text.slice(patch + 1, prerelease),
    build: text.slice(prerelease + 1, build),
  }
  return isValid(version) ? version : undefined
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

/** In bytes; whatever is not ASCII is no version anyway. */
const longest = 256

const smallV = 0x76
const hyphen = 0x2d
const plus = 0x2b
const dot = 0x2e
const zero = 0x30
const nine = 0x39

/** 0 past the end: reading there would make the engine give up its fast code. */
function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0
}

function endOfDigits(text: string, from: number): number {
  let at = from
  while (isDigit(codeAt(text, at))) at++
  return at
}

/** Past a dot and digits, or `from` where there are none. */
function endOfDottedDigits(text: string, from: number): number {
  if (codeAt(text, from) !== dot) return from
  const end = endOfDigits(text, from + 1)
  return end === from + 1 ? from : end
}

/** Past `sign` and identifiers joined by dots, or `from` where there are none. */
function endOfIdentifiers(text: string, from: number, sign: number): number {
  if (codeAt(text, from) !== sign) return from
  let at = from + 1
  while (isIdentifierSign(codeAt(text, at)) || isInnerDot(text, at, from + 1)) at++
  return at === from + 1 ? from : at
}

function isInnerDot(text: string, at: number, first: number): boolean {
  return codeAt(text, at) === dot && at > first && isIdentifierSign(codeAt(text, at + 1))
}

function isIdentifierSign(code: number): boolean {
  return isDigit(code) || code === hyphen || isLetter(code | 0x20)
}

function isLetter(lowered: number): boolean {
  return lowered >= 0x61 && lowered <= 0x7a
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine
}

/** The number between two places, 0 for no digits; undefined above 2^64-1. */
function parseCount(text: string, start: number, end: number): Count | undefined {
  if (end - start > 15) return parseLongCount(text.slice(start, end))
  let count = 0
  for (let at = start; at < end; at++) count = count * 10 + (text.charCodeAt(at) - zero)
  return count
}

function parseLongCount(digits: string): Count | undefined {
  const count = BigInt(digits)
  if (count > 0xffff_ffff_ffff_ffffn) return undefined
  return count <= Number.MAX_SAFE_INTEGER ? Number(count) : count
}

/** Numbers were in bounds, and no number in the prerelease has a leading zero (`validatePrerelease`). */
function isValid(version: Unchecked): version is Version {
  if (version.major === undefined || version.minor === undefined || version.patch === undefined) return false
  return version.prerelease === '' || !/(?:^|\.)0\d+(?:\.|$)/.test(version.prerelease)
}

type Unchecked = Omit<Version, 'major' | 'minor' | 'patch'> & {
  readonly major: Count | undefined
  readonly minor: Count | undefined
  readonly patch: Count | undefined
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
