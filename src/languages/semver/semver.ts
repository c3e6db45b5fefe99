/** Versions and ranges of versions as Masterminds semver v3.5 reads them, the library that Flux uses. */
import type { Alternative, Range } from './range.ts'
import { fitsTerm } from './term.ts'
import type { Version } from './version.ts'

export { isBounded, takesPrereleases } from './bounds.ts'
export { parseRange, type Range } from './range.ts'
export { compareVersions, parseTagVersion, parseVersion, type Version } from './version.ts'

/**
 * Does the version fit the range: all terms of at least one of its alternatives?
 * Plain loops, as this is asked of every tag and closures cost three times as much while the engine is cold.
 */
export function satisfies(version: Version, { alternatives }: Range): boolean {
  for (let at = 0; at < alternatives.length; at++) {
    const alternative = alternatives[at]
    if (alternative !== undefined && fitsAlternative(version, alternative)) return true
  }
  return false
}

/** A prerelease is looked at only by an alternative that names a prerelease itself (constraints.go `Check`). */
function fitsAlternative(version: Version, { terms, hasPrerelease }: Alternative): boolean {
  if (version.prerelease !== '' && !hasPrerelease) return false
  for (let at = 0; at < terms.length; at++) {
    const term = terms[at]
    if (term !== undefined && !fitsTerm(version, term)) return false
  }
  return true
}
