/** Drops the tags that no policy shall see. Flux: image-reflector-controller internal/controller, filterOutTags. */
import { parseRegex } from '../../languages/regex/regex.ts'
import type { Exclusion } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import { sortOut } from './record.ts'

/** A compiled exclusion. */
export interface Excluder {
  readonly excludes: (tag: Tag) => boolean
}

/** What an exclusion leaves of a listing. */
export interface Remaining {
  readonly listed: number
  /** Each tag once. */
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

/** A tag that is listed twice counts once. */
export function exclude(listing: readonly Tag[], excluder: Excluder | Problem): Remaining {
  const distinct = isAscending(listing) ? listing : [...new Set(listing)]
  const listed = distinct.length
  if ('code' in excluder) return { listed, tags: [], excluded: [], excludes: () => true, problem: excluder }
  const { excludes } = excluder
  const { kept, others } = sortOut(distinct, (tag) => !excludes(tag))
  return { listed, tags: kept, excluded: others, excludes }
}

/** Most registries list in order; then no tag is there twice, and a set of them all need not be made. */
function isAscending(listing: readonly Tag[]): boolean {
  return listing.every((tag, at) => at === 0 || (listing[at - 1] ?? '') < tag)
}

/**
 * Signatures, attestations, SBOMs and other things that are attached to an image under a tag of their own: cosign's tags by their
 * endings, and those named after a digest (distribution specification, "Referrers Tag Schema").
 */
export function isAttachment(tag: Tag): boolean {
  return /\.(?:sig|att|sbom)$|^sha(?:256|512)-[0-9a-f]{64,128}(?:\.|$)/.test(tag)
}
