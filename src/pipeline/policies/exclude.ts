/** Drops the tags that no policy shall see. Flux: image-reflector-controller internal/controller, filterOutTags. */
import { parseRegex } from '../../languages/regex/regex.ts'
import type { Exclusion } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { isAttachment, type Tag } from '../../model/reference.ts'
import { sortOut } from './record.ts'

/** A compiled exclusion. */
export interface Excluder {
  readonly excludes: (tag: Tag) => boolean
}

/** What an exclusion leaves of a listing. */
export interface Remaining {
  readonly listed: number
  readonly tags: readonly Tag[]
  readonly excluded: readonly Tag[]
  /** Would the exclusion drop this tag, were it listed? */
  readonly excludes: (tag: Tag) => boolean
  /** Why the exclusion could not be applied; then no tags are left. */
  readonly problem?: Problem
}

/** Compiles an exclusion, or gives `pattern-invalid` for its first pattern that is none. */
export function readExclusion({ patterns, attachments }: Exclusion): Excluder | Problem {
  const tests: ((tag: Tag) => boolean)[] = attachments ? [isAttachment] : []
  for (const pattern of patterns) {
    const regex = parseRegex(pattern)
    if (regex.kind === 'invalid') {
      return {
        code: 'pattern-invalid',
        level: 'error',
        message: `the exclusion ${JSON.stringify(pattern)} is no RE2 pattern: ${regex.message}`,
        flux: `failed to compile regex ${pattern}: ${regex.message}`,
      }
    }
    tests.push(regex.isMatch)
  }
  const [only] = tests
  if (only !== undefined && tests.length === 1) return { excludes: only }
  return { excludes: (tag) => tests.some((test) => test(tag)) }
}

/** Takes each tag once, in any order. */
export function exclude(listing: readonly Tag[], excluder: Excluder | Problem): Remaining {
  const listed = listing.length
  if ('code' in excluder) return { listed, tags: [], excluded: [], excludes: () => true, problem: excluder }
  const { excludes } = excluder
  const { kept, others } = sortOut(listing, (tag) => !excludes(tag))
  return { listed, tags: kept, excluded: others, excludes }
}
