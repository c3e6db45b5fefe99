/** Tags that are versions: `1.2.3`, `v1.2.3`, `16.4`, `2024.1.15`, with a prefix or a variant around them or without. */
import { compareVersions, parseVersion, type Version } from '../../languages/semver/semver.ts'
import type { Tag } from '../../model/reference.ts'
import { none, type NoScheme } from './no-scheme.ts'
import { kindOfSuffix } from './variants.ts'

export interface VersionScheme {
  readonly kind: 'version'
  /** Before the version, as `release-`. */
  readonly prefix: string
  readonly v: '' | 'v'
  /** How many numbers a version has. */
  readonly numbers: 2 | 3
  /** The variant behind it, as `-alpine`. */
  readonly suffix: string
  readonly version: Version
  /** The first number is a year or a date, so a new one is no breaking change. */
  readonly isCalendar: boolean
  /** The tag is a prerelease of this version, which is left behind once the version is there. */
  readonly isPrerelease: boolean
}

interface Parts extends Pick<VersionScheme, 'prefix' | 'v' | 'numbers' | 'suffix' | 'version'> {
  readonly text: string
}

/** Undefined for a tag that is no version. */
export function readVersion(
  tag: Tag,
  tags: readonly Tag[] | undefined,
): VersionScheme | NoScheme | undefined {
  const parts = findParts(tag)
  if (parts === undefined) return readMajor(tag, tags)
  if (/^\.\d/.test(parts.suffix)) return none('has four numbers, which no policy puts in order')
  const siblings = tags?.flatMap((other) => (isSibling(parts, other) ? [other] : []))
  const suffix = kindOfSuffix(parts.suffix, siblings)
  const isCalendar = isCalendarYear(parts.version.major)
  const scheme = { kind: 'version', ...parts, isCalendar, isPrerelease: false } as const
  switch (suffix) {
    case 'none':
    case 'variant':
      return findMoving(parts, isCalendar, tags) ?? scheme
    case 'prerelease':
      return readPrerelease(scheme)
    case 'rebuild':
      return none(
        `ends in the number of a rebuild (${parts.suffix}), and no policy puts version and rebuild in order together`,
      )
    case 'unknown':
      return none(
        `ends in ${parts.suffix}, which ${tags === undefined ? 'is no variant that is known' : 'no other version has'}`,
      )
  }
}

/** A prefix is words; a commit is none. */
function findParts(tag: Tag): Parts | undefined {
  const [, prefix = '', v, text = '', suffix = ''] =
    /^((?:[A-Za-z][A-Za-z0-9]*[-_.])*?)(v?)(\d+\.\d+(?:\.\d+)?)((?:[-_.].*)?)$/.exec(tag) ?? []
  const version = parseVersion(text)
  if (version === undefined || prefix.split(/[-_.]/).some(isCommit)) return undefined
  return {
    prefix,
    v: v === 'v' ? 'v' : '',
    text,
    suffix,
    version,
    numbers: text.split('.').length === 2 ? 2 : 3,
  }
}

function isCommit(word: string): boolean {
  return /^[0-9a-f]{7,40}$/.test(word) && /\d/.test(word)
}

/** Another version with the same things around it? */
function isSibling(parts: Parts, tag: Tag): boolean {
  const other = findParts(tag)
  return other !== undefined && other.text !== parts.text && hasSameAround(parts, other)
}

function hasSameAround(one: Parts, other: Parts): boolean {
  return one.prefix === other.prefix && one.v === other.v && one.suffix === other.suffix
}

/** A year, or a date without separators. */
function isCalendarYear(major: Version['major']): boolean {
  return (major >= 1990 && major < 2100) || (major >= 19_900_101 && major < 21_000_101)
}

function readPrerelease(scheme: VersionScheme): VersionScheme | NoScheme {
  const { prefix, numbers, suffix, version } = scheme
  if (/-g[0-9a-f]{7,}$/.test(suffix))
    return none('is a build between two versions, and only releases are proposed')
  if (prefix !== '' || numbers === 2) return none('is a prerelease, and only releases are proposed')
  return { ...scheme, suffix: '', version, isPrerelease: true }
}

/** Two numbers are a whole version for some and stand for the newest of three for others; the registry knows. */
function findMoving(
  parts: Parts,
  isCalendar: boolean,
  tags: readonly Tag[] | undefined,
): NoScheme | undefined {
  if (parts.numbers === 3) return undefined
  if (tags !== undefined) return standsFor(parts, tags)
  const isDate = isCalendar && parts.version.major >= 2100
  return isDate ? undefined : none('may move or not, and only the registry can tell')
}

/** `18`, `v1` and `17-alpine`, where the registry has longer versions that begin so. */
function readMajor(tag: Tag, tags: readonly Tag[] | undefined): NoScheme | undefined {
  const [, prefix = '', v, text = '', suffix = ''] =
    /^((?:[A-Za-z][A-Za-z0-9]*[-_.])*?)(v?)(\d{1,4})((?:-[A-Za-z].*)?)$/.exec(tag) ?? []
  const version = parseVersion(text)
  if (version === undefined) return undefined
  const parts: Parts = { prefix, v: v === 'v' ? 'v' : '', text, suffix, version, numbers: 2 }
  if (tags !== undefined) return standsFor(parts, tags)
  return prefix === '' ? none('may move or not, and only the registry can tell') : undefined
}

/** Says which longer version a short one stands for; undefined where there is none. */
function standsFor(parts: Parts, tags: readonly Tag[]): NoScheme | undefined {
  const longer = tags
    .flatMap((tag) => {
      const other = findParts(tag)
      const isLonger = other && hasSameAround(parts, other) && other.text.startsWith(`${parts.text}.`)
      return isLonger ? [{ tag, version: other.version }] : []
    })
    .toSorted((one, other) => compareVersions(other.version, one.version))[0]
  if (longer === undefined) return undefined
  return none(`moves without a commit; write the version that it stands for, such as ${longer.tag}`)
}
