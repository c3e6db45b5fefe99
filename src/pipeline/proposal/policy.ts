/** From a scheme to a policy: as tight as the tags that stand allow, and what it would choose today. */
import type { Version } from '../../languages/semver/semver.ts'
import { compareVersions } from '../../languages/semver/semver.ts'
import type { DigestReflection, PolicySpec } from '../../model/policy.ts'
import type { Tag } from '../../model/reference.ts'
import { choose, sharedWork, weighWith } from '../policies/policies.ts'
import type { BuildScheme } from './build-scheme.ts'
import type { VersionScheme } from './version-scheme.ts'

/** Tags of one image in one environment whose schemes belong together: one policy chooses for all of them. */
export interface Kin {
  readonly scheme: VersionScheme | BuildScheme
  readonly standing: readonly [Tag, ...Tag[]]
  /** The version schemes of all of them, the lowest first; empty for builds. */
  readonly versions: readonly VersionScheme[]
  /** Undefined where the registry was not asked or did not answer. */
  readonly tags: readonly Tag[] | undefined
}

export type Judged =
  | {
      readonly kind: 'proposed'
      readonly spec: PolicySpec
      /** Undefined where the tags are not known. */
      readonly today?: Tag
      /** As in `versions below 2.0.0 with -alpine`. */
      readonly words: string
    }
  | { readonly kind: 'refused'; readonly why: string }

/** Values pinned by a digest keep one; it is only looked up anew when the tag changes. */
export function digestReflectionOf(isPinned: boolean): DigestReflection {
  return isPinned ? 'IfNotPresent' : 'Never'
}

/** A policy that would choose nothing, go back, or leave the tag that stands is refused; that of a prerelease alone may lead away from it, to its release. */
export function judge(kin: Kin): Judged {
  const { scheme, standing, tags } = kin
  const spec = specOf(kin)
  const words = wordsOf(kin)
  const isPrerelease = kin.versions.some((each) => each.isPrerelease)
  if (tags === undefined)
    return isPrerelease
      ? refused('is a prerelease, and only the registry can tell whether its release is there')
      : { kind: 'proposed', spec, words }
  const choice = choose(spec, tags, noExclusion)
  if (choice.kind === 'failed')
    return refused(
      isPrerelease
        ? 'is a prerelease, and its release is not there yet'
        : `has nothing that could follow it: ${choice.problem.message}`,
    )
  const read = sharedWork().read(spec)
  for (const tag of standing) {
    const { fits, age } = weighWith(read, choice.tag, tag)
    if (age === 'newer')
      return refused(
        `is not in the registry any more, and the newest that follows its scheme is ${choice.tag}, which is older`,
      )
    if (!fits && !(isPrerelease && age === 'older'))
      return refused(`does not fit what follows its scheme: ${schemeText(scheme)}`)
  }
  return { kind: 'proposed', spec, today: choice.tag, words }
}

/** That of images in our own file which name none. */
const noExclusion = { patterns: [], attachments: true } as const

function refused(why: string): Judged {
  return { kind: 'refused', why }
}

function schemeText(scheme: Kin['scheme']): string {
  return scheme.kind === 'build' ? scheme.pattern : `${scheme.prefix}${scheme.v}…${scheme.suffix}`
}

function specOf({ scheme, versions, tags }: Kin): PolicySpec {
  if (scheme.kind === 'build') {
    const { pattern, extract } = scheme
    return { filterTags: { pattern, extract }, policy: { numerical: { order: 'asc' } } }
  }
  const lowest = versions[0]?.version ?? scheme.version
  const filterTags = filterOf(scheme, tags)
  return {
    ...(filterTags && { filterTags }),
    policy: { semver: { range: `>=${releaseText(lowest)} <${boundText(scheme)}` } },
  }
}

/** Nothing needs to be filtered where versions stand alone: a range takes no other text, and no prerelease. */
function filterOf(scheme: VersionScheme, tags: readonly Tag[] = []): PolicySpec['filterTags'] {
  const { prefix, v, numbers, suffix } = scheme
  const version = `${v}${Array.from({ length: numbers }, () => '[0-9]+').join(String.raw`\.`)}`
  if (prefix === '' && suffix === '' && numbers === 3)
    return tags.some((tag) => isSpelledOtherwise(tag, v)) ? { pattern: `^${version}$` } : undefined
  return {
    pattern: `^${escaped(prefix)}(?P<version>${version})${escaped(suffix)}$`,
    extract: numbers === 2 ? '$version.0' : '$version',
  }
}

/** Some registries have each version twice, `1.2.3` and `v1.2.3`. */
function isSpelledOtherwise(tag: Tag, v: VersionScheme['v']): boolean {
  const match = /^(v?)\d+\.\d+\.\d+$/.exec(tag)
  return match !== null && match[1] !== v
}

function escaped(text: string): string {
  return text.replaceAll('.', String.raw`\.`)
}

/** Without leading zeros, which a calendar's versions may have. */
function releaseText({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`
}

/** The next major version. A calendar's numbers go on over the years. */
function boundText({ version: { major }, isCalendar }: VersionScheme): string {
  if (isCalendar) return major < 2100 ? '2100.0.0' : '21000000.0.0'
  return `${typeof major === 'bigint' ? major + 1n : major + 1}.0.0`
}

function wordsOf({ scheme }: Kin): string {
  if (scheme.kind === 'build') return scheme.words
  const { prefix, suffix, isCalendar } = scheme
  const around = [
    ...(prefix === '' ? [] : [`that begin with ${prefix}`]),
    ...(suffix === '' ? [] : [`with ${suffix}`]),
  ]
  return [isCalendar ? 'versions by the calendar' : `versions below ${boundText(scheme)}`, ...around].join(
    ' ',
  )
}

/** Of tags that belong together, the lowest version first. */
export function byVersion(one: VersionScheme, other: VersionScheme): number {
  return compareVersions(one.version, other.version)
}

/** Schemes with the same text belong together. */
export function kinText(scheme: Kin['scheme']): string {
  if (scheme.kind === 'build') return scheme.pattern
  const { prefix, v, numbers, suffix, version, isCalendar } = scheme
  return JSON.stringify([prefix, v, numbers, suffix, isCalendar ? 'calendar' : String(version.major)])
}
