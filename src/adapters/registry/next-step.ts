/** Where to go from a page of tags: to the one that it names, or to where the registry may have more than it says. */
import type { Tag } from '../../model/reference.ts'
import { learnFrom, mayBeCut, noteWhole, type HostPages } from './host-pages.ts'
import { findNextPage } from './link.ts'
import { incomplete, type ListingSubject } from './tag-page.ts'
import type { OwnAnswer } from './try-ways.ts'

export type Step =
  | { readonly kind: 'follow'; readonly query: string }
  /** Asks a registry that names no next page whether there is more behind one of this length. */
  | { readonly kind: 'probe'; readonly query: string; readonly behind: number }
  /** Asks for half as many behind the middle of a page of this length, which begins so: what does the registry heed? */
  | { readonly kind: 'halve'; readonly query: string; readonly behind: number; readonly first: Tag }
  /** Asks for more at once a registry that gave this many, as many as were wanted, and does not heed behind which tag to go on. */
  | { readonly kind: 'enlarge'; readonly query: string; readonly size: number; readonly behind: number }

/** A page, and how it came. */
export interface Arrived {
  readonly answer: OwnAnswer
  readonly step: Step
  readonly page: readonly Tag[]
  /** How many tags a page of this list is asked for. */
  readonly size: number
  /** Did the page bring a tag that was not known? */
  readonly isNew: boolean
  /** How many pages this list has cost so far. */
  readonly asked: number
}

/** Undefined where the list is complete. Throws `registry-listing-incomplete` where it goes on and cannot be followed. */
export function nextStep(
  arrived: Arrived,
  source: ListingSubject & { readonly pages: HostPages },
): Step | undefined {
  const { answer, step, page, size, isNew, asked } = arrived
  const isFirst = asked === 1
  const next = findNextPage(answer.headers.get('link'), answer.url)
  if (next.kind === 'unreadable') throw incomplete(source, 'its Link header cannot be read')
  if (step.kind === 'halve') return afterHalving(step, page, next.kind === 'next')
  if (next.kind === 'next' && !isNew)
    throw incomplete(source, 'a page brought no new tag and still names a next one')
  // Behind a Link there may be nothing, or once more the tag that it named; but what was there before is no next page.
  if (step.kind === 'follow' && !isFirst && !isNew && page.length > 1)
    throw incomplete(source, 'its next page brought only tags that were known')
  const seen = { length: page.length, size, isLinked: next.kind === 'next' }
  learnFrom(seen, source.pages)
  if (next.kind === 'next') return { kind: 'follow', query: next.query }
  if (step.kind === 'enlarge') return afterEnlarging(step, page.length, source)
  if (isUnheeded(arrived)) return halve(page)
  if (step.kind === 'probe' && !isNew) noteWhole(step.behind, source.pages)
  const last = page.at(-1)
  // A registry that linked its pages before has linked them all.
  const isEnd = (step.kind === 'follow' && !isFirst) || !isNew || last === undefined
  if (isEnd || !mayBeCut(seen, source.pages)) return undefined
  const query = `?${new URLSearchParams({ n: String(size), last }).toString()}`
  return { kind: 'probe', query, behind: page.length }
}

/**
 * Behind a first page as long as was wanted the known tags came once more. Behind a later page it is the first, which is
 * no riddle: that later one came by such a question.
 */
function isUnheeded({ step, page, size, isNew, asked }: Arrived): boolean {
  return step.kind === 'probe' && step.behind === size && asked === 2 && !isNew && page.length > 1
}

function halve(page: readonly Tag[]): Step {
  const half = Math.floor(page.length / 2)
  const [first = '', middle = ''] = [page[0], page[half - 1]]
  const query = `?${new URLSearchParams({ n: String(half), last: middle }).toString()}`
  return { kind: 'halve', query, behind: page.length, first }
}

/**
 * A registry that does not heed how many are wanted gave all it has; one that begins in the middle when it is told to has begun
 * again at its end (crane); and one that names the next page of a short one would have named that of a long one.
 */
function afterHalving(
  { behind, first }: Step & { readonly kind: 'halve' },
  page: readonly Tag[],
  isLinked: boolean,
): Step | undefined {
  const heedsPlaces = page.length > 0 && page[0] !== first
  return page.length >= behind || heedsPlaces || isLinked ? undefined : enlarge(behind)
}

/** Twice as many as it gave. */
export function enlarge(behind: number): Step {
  const size = 2 * behind
  return { kind: 'enlarge', query: `?n=${size}`, size, behind }
}

/** Where it gives no more than before, there may be just as many, or it may give no more than so many at once: nobody can tell. */
function afterEnlarging(
  { size, behind }: Step & { readonly kind: 'enlarge' },
  length: number,
  source: ListingSubject,
): Step | undefined {
  if (length <= behind)
    throw incomplete(source, `it gives ${behind} tags at once and does not say what follows them`)
  return length === size ? enlarge(size) : undefined
}
