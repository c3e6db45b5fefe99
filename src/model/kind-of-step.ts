/** How far a step goes, in the words of semantic versioning. */
import { diff, lt, parse, type SemVer } from 'semver'
import type { Digest, Tag } from './reference.ts'

export type KindOfStep = 'major' | 'minor' | 'patch' | 'prerelease' | 'digest only' | 'other'

/** One side of a step; what is not known is left out. */
export interface Side {
  readonly tag?: Tag
  readonly digest?: Digest
}

export interface Step {
  readonly kind: KindOfStep
  /** To a lower version. */
  readonly isBack: boolean
}

/** A step to a prerelease is one, however far it goes. Tags that are no versions make a step of another kind. */
export function stepBetween(from: Side, to: Side): Step {
  if (from.tag === undefined || from.tag === to.tag) return { kind: 'digest only', isBack: false }
  const [before, after] = versionsOf(from.tag, to.tag ?? '')
  if (before === undefined || after === undefined) return { kind: 'other', isBack: false }
  return { kind: kindBetween(before, after), isBack: lt(after, before) }
}

function kindBetween(before: SemVer, after: SemVer): KindOfStep {
  if (after.prerelease.length > 0) return 'prerelease'
  const kind = diff(before, after)
  return kind === 'major' || kind === 'minor' || kind === 'patch' ? kind : 'other'
}

/** A variant that both have (`-alpine`, or `web-` before the version) says nothing of the step. */
function versionsOf(from: Tag, to: Tag): readonly (SemVer | undefined)[] {
  const [before, after] = [written.exec(from)?.groups, written.exec(to)?.groups]
  if (before === undefined || after === undefined || before['prefix'] !== after['prefix']) return []
  const isVariant = before['suffix'] === after['suffix'] && !unripe.test(after['suffix'] ?? '')
  return [versionOf(before, isVariant), versionOf(after, isVariant)]
}

const written =
  /^(?<prefix>(?:[A-Za-z][\w.]*-)*?)v?(?<major>\d+)(?:\.(?<minor>\d+))?(?:\.(?<patch>\d+))?(?<suffix>-[\w.-]+)?$/
/** Words for versions that are not done yet; any other word behind a hyphen may be a variant. */
const unripe = /\b(alpha|beta|rc|pre|preview|dev|snapshot|canary|nightly|next|a|b|m)\d*\b/i

function versionOf(
  { major = '', minor, patch = '0', suffix = '' }: Readonly<Record<string, string | undefined>>,
  isVariant: boolean,
): SemVer | undefined {
  // A number that long is a date or counts builds.
  if (minor === undefined && major.length > 4) return undefined
  const numbers = [major, minor ?? '0', patch].map((number) => number.replace(/^0+(?=\d)/, '')).join('.')
  return parse(`${numbers}${isVariant ? '' : suffix}`) ?? undefined
}
