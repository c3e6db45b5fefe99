/** Versions and ranges of versions as Masterminds semver v3.5 reads them, the library that Flux uses. */
import type { Range } from './range.ts'
import { fitsTerm } from './term.ts'
import { parseVersion, type Version } from './version.ts'

export { parseRange, type Range, type RangeError } from './range.ts'
export { compareVersions, parseVersion, type Count, type Version } from './version.ts'

/**
 * Does the version fit the range: all terms of at least one of its alternatives?
 * A prerelease is looked at only by an alternative that names a prerelease itself (constraints.go `Check`).
 */
export function satisfies(version: Version, range: Range): boolean {
  const isPrerelease = version.prerelease !== ''
  return range.alternatives.some(
    ({ terms, hasPrerelease }) =>
      (hasPrerelease || !isPrerelease) && terms.every((term) => fitsTerm(version, term)),
  )
}

/** The version that a tag stands for. Flux wants two dots, anywhere (fluxcd/pkg version/version.go); gives undefined for other text. */
export function parseTagVersion(tag: string): Version | undefined {
  const dot = tag.indexOf('.')
  return dot < 0 || tag.indexOf('.', dot + 1) < 0 ? undefined : parseVersion(tag)
}
