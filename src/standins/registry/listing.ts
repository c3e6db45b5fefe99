/** Tags in pages, by the letter of the specification ("Listing Tags"). */
import type { Tag } from '../../model/reference.ts'
import { json, type Reply } from './reply.ts'

/** Somebody asks for the tags of a repository that is there. */
export interface TagsQuestion {
  readonly repository: string
  /** In the order in which they were pushed; the same list as long as it has not changed. */
  readonly tags: readonly Tag[]
  readonly query: URLSearchParams
}

/** How a registry lists tags. */
export type Listing = (question: TagsQuestion) => Reply

/** `n` tags behind `last`, sorted by bytes, and a `Link` when there are more. `pageSize` bounds a page whatever is asked for. */
export function pages(pageSize: number = Number.POSITIVE_INFINITY): Listing {
  const sort = sortedOnce()
  return ({ repository, tags, query }) => {
    const sorted = sort(tags)
    const asked = Number(query.get('n') ?? Number.POSITIVE_INFINITY)
    const start = placeBehind(sorted, query.get('last'))
    const page = sorted.slice(start, start + Math.min(asked, pageSize))
    const next = new URLSearchParams({ last: page.at(-1) ?? '', n: String(page.length) }).toString()
    const isMore = page.length > 0 && start + page.length < sorted.length
    return json(
      200,
      { name: repository, tags: page },
      isMore ? { link: `</v2/${repository}/tags/list?${next}>; rel="next"` } : {},
    )
  }
}

/** Sorts by bytes, and each list once. */
export function sortedOnce(): (tags: readonly Tag[]) => readonly Tag[] {
  const known = new WeakMap<readonly Tag[], readonly Tag[]>()
  return (tags) => {
    const sorted = known.get(tags) ?? tags.toSorted(compare)
    known.set(tags, sorted)
    return sorted
  }
}

/** The index of the first tag behind `last`, which need not be there. */
export function placeBehind(sorted: readonly Tag[], last: string | null): number {
  if (last === null) return 0
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(sorted[middle] ?? '', last) > 0) high = middle
    else low = middle + 1
  }
  return low
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
