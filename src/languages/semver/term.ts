/** One term of a range: an operator and a version of which parts may be missing. Masterminds semver v3.5, constraints.go. */
import { comparePrereleases, compareVersions, type Version } from './version.ts'

export interface Term {
  readonly operator: Operator
  /** What versions are compared with: zeros stand for the parts that are missing. */
  readonly base: Version
  /** What is written: all three numbers, major and minor, major alone, or a wildcard alone. */
  readonly written: 'full' | 'minor' | 'major' | 'star'
}

export type Operator = '=' | '!=' | '>' | '<' | '>=' | '<=' | '~' | '^'

/** Does the version fit the term? Whether a prerelease may be looked at is decided before. */
export function fitsTerm(version: Version, term: Term): boolean {
  switch (term.operator) {
    case '=':
      return term.written === 'full' ? compareVersions(version, term.base) === 0 : fitsTilde(version, term)
    case '!=':
      return fitsNotEqual(version, term)
    case '>':
      return fitsGreater(version, term)
    case '<':
      return compareVersions(version, term.base) < 0
    case '>=':
      return compareVersions(version, term.base) >= 0
    case '<=':
      return fitsLessOrEqual(version, term)
    case '~':
      return fitsTilde(version, term)
    case '^':
      return fitsCaret(version, term)
  }
}

/** `constraintNotEqual`: a partial version leaves out its whole line; a wildcard alone leaves out 0.0.0 only. */
function fitsNotEqual(version: Version, { base, written }: Term): boolean {
  if (written === 'full' || written === 'star') return compareVersions(version, base) !== 0
  if (version.major !== base.major) return true
  if (written === 'major') return false
  return version.minor !== base.minor || comparePrereleases(version.prerelease, base.prerelease) !== 0
}

/** `constraintGreaterThan`: above the whole line that a partial version names. */
function fitsGreater(version: Version, { base, written }: Term): boolean {
  if (written === 'full' || written === 'star') return compareVersions(version, base) > 0
  if (version.major !== base.major) return version.major > base.major
  return written === 'minor' && version.minor > base.minor
}

/** `constraintLessThanEqual`: within or below the line that a partial version names; a wildcard alone is read as 0.0. */
function fitsLessOrEqual(version: Version, { base, written }: Term): boolean {
  if (written === 'full') return compareVersions(version, base) <= 0
  if (version.major !== base.major) return version.major < base.major
  return written === 'major' || version.minor <= base.minor
}

/** `constraintTilde`: the same minor line, or the same major where no minor is written; `~0.0.0` and `~*` take everything. */
function fitsTilde(version: Version, { base, written }: Term): boolean {
  if (compareVersions(version, base) < 0) return false
  if ((written === 'full' || written === 'star') && isZero(base)) return true
  return version.major === base.major && (written === 'major' || version.minor === base.minor)
}

/** `constraintCaret`: the leftmost number that is not zero stays; a wildcard alone is read as 0.0.0. */
function fitsCaret(version: Version, { base, written }: Term): boolean {
  if (compareVersions(version, base) < 0 || version.major !== base.major) return false
  if (base.major > 0 || written === 'major') return true
  if (version.minor !== base.minor) return false
  return base.minor > 0 || written === 'minor' || version.patch === base.patch
}

/** 0.0.0, prereleases included. */
export function isZero({ major, minor, patch }: Version): boolean {
  return major === 0 && minor === 0 && patch === 0
}
