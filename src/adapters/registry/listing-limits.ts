/** How long a list of tags may become before it is given up: it is an error then, never a part. */
import type { Tag } from '../../model/reference.ts'
import type { Clock } from '../../ports.ts'
import { incomplete, pageLimit, type ListingSubject } from './tag-page.ts'

export interface ListingLimits {
  readonly pages: number
  readonly tags: number
  /** Of all pages together. */
  readonly bytes: number
  /** In all, in milliseconds. */
  readonly time: number
}

const usualLimits: ListingLimits = { pages: 2_000, tags: 500_000, bytes: 16 * pageLimit, time: 300_000 }

/** The usual limits but for those given. */
export function limitsOf(limits: Partial<ListingLimits> = {}): ListingLimits {
  return { ...usualLimits, ...limits }
}

/** What was read of a list so far. */
export interface Read {
  readonly tags: ReadonlySet<Tag>
  /** Queries. */
  readonly asked: ReadonlySet<string>
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly deadline: number
}

/** Throws `registry-listing-incomplete` where the list is not to be read on with this query: it was asked before, or a limit is reached. */
export function checkLimits(
  source: ListingSubject & { readonly clock: Clock; readonly limits?: Partial<ListingLimits> },
  { tags, bytes, asked, deadline }: Read,
  query: string,
): void {
  const limits = limitsOf(source.limits)
  if (asked.has(query)) throw incomplete(source, 'its pages lead in a circle')
  if (asked.size >= limits.pages) throw incomplete(source, `it has more than ${limits.pages} pages`)
  if (tags.size > limits.tags) throw incomplete(source, `it has more than ${limits.tags} tags`)
  if (bytes > limits.bytes) throw incomplete(source, `it has more than ${limits.bytes} bytes`)
  if (source.clock.now().getTime() > deadline)
    throw incomplete(source, `it took more than ${limits.time / 1000} seconds`)
}
