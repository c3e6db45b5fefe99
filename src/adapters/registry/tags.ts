/** Listing tags: all pages or an error, never a part (distribution specification, "Listing Tags"). */
import type { ProblemError } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import type { Clock } from '../../ports.ts'
import type { OwnAnswer } from './authentication.ts'
import { inTurn, learnFrom, mayBeCut, noteWhole, type HostPages } from './host-pages.ts'
import { findNextPage } from './link.ts'
import { checkLimits, limitsOf, type ListingLimits, type Read } from './listing-limits.ts'
import { incomplete, readPage } from './tag-page.ts'

export interface TagSource {
  /** The page behind a query such as `?n=1000`, which must have come by `until`. */
  readonly ask: (query: string, until: Date) => Promise<OwnAnswer>
  /** Says what an answer means that is no page. */
  readonly explain: (answer: OwnAnswer) => Promise<ProblemError>
  readonly clock: Clock
  /** For messages. */
  readonly host: string
  readonly image: string
  readonly limits?: Partial<ListingLimits>
  /** What is known of the host's pages, for this list and the next. */
  readonly pages: HostPages
}

/**
 * All tags, each once. A registry that refuses to give so many a page is asked for fewer, once.
 * A listing whose place vanishes between two pages (zot answers 404) begins again, once.
 */
export async function listTags(source: TagSource): Promise<readonly Tag[]> {
  const deadline = source.clock.now().getTime() + limitsOf(source.limits).time
  let size = source.pages.most ?? firstSize
  let isSecond = false
  for (;;) {
    const outcome = await collect(source, size, deadline)
    switch (outcome.kind) {
      case 'complete':
        source.pages.most = size
        return outcome.tags
      case 'too-many':
        size = outcome.fewer
        break
      case 'lost':
        if (isSecond) throw incomplete(source, 'it lost its place twice')
        isSecond = true
    }
  }
}

/** The most that no registry refuses by its defaults today. */
const firstSize = 1_000

type Outcome =
  | { readonly kind: 'complete'; readonly tags: readonly Tag[] }
  /** The registry gives no pages of that size. Comes once, for the first size. */
  | { readonly kind: 'too-many'; readonly fewer: number }
  /** The place where a page begins is gone. */
  | { readonly kind: 'lost' }

/** Where to go from a page. A probe asks a registry that names no next page whether there is more behind one of this length. */
type Step =
  | { readonly kind: 'follow'; readonly query: string }
  | { readonly kind: 'probe'; readonly query: string; readonly behind: number }

/** Reads page after page, from the first one on. */
async function collect(source: TagSource, size: number, deadline: number): Promise<Outcome> {
  const reading: Reading = { tags: new Set(), asked: new Set(), bytes: 0, size, deadline }
  let next: Outcome | Step = { kind: 'follow', query: `?n=${size}` }
  for (;;) {
    switch (next.kind) {
      case 'follow':
        next = await turnTo(next, reading, source)
        break
      case 'probe':
        next = await probe(next, reading, source)
        break
      case 'complete':
      case 'too-many':
      case 'lost':
        return next
    }
  }
}

interface Reading extends Read {
  readonly tags: Set<Tag>
  readonly asked: Set<string>
  bytes: number
  /** How many tags were asked for at once. */
  readonly size: number
}

/** What another list of the host learns meanwhile may save the question. */
function probe(
  step: Step & { readonly kind: 'probe' },
  reading: Reading,
  source: TagSource,
): Promise<Outcome | Step> {
  const { size } = reading
  if (step.behind === size) return turnTo(step, reading, source)
  return inTurn(source.pages, () =>
    mayBeCut({ length: step.behind, size, isLinked: false }, source.pages)
      ? turnTo(step, reading, source)
      : Promise.resolve(complete(reading)),
  )
}

async function turnTo(step: Step, reading: Reading, source: TagSource): Promise<Outcome | Step> {
  const { tags, asked, size, deadline } = reading
  checkLimits(source, reading, step.query)
  const isFirst = asked.size === 0
  asked.add(step.query)
  const answer = await source.ask(step.query, new Date(deadline))
  if (answer.status !== 200) {
    // A registry that cannot be asked for what follows a tag has said all it has.
    if (step.kind === 'probe' && [400, 404, 405, 406, 413, 416].includes(answer.status)) {
      noteWhole(step.behind, source.pages)
      return complete(reading)
    }
    if (answer.status === 404 && !isFirst) return { kind: 'lost' }
    const fewer = isFirst ? findFewer(answer, size) : undefined
    if (fewer !== undefined) return { kind: 'too-many', fewer }
    throw await source.explain(answer)
  }
  const page = readPage(answer, source)
  reading.bytes += answer.body.length
  const before = tags.size
  for (const tag of page) tags.add(tag)
  const arrived = { answer, step, page, size, isNew: tags.size > before, isFirst }
  return nextStep(arrived, source) ?? complete(reading)
}

function complete({ tags }: Reading): Outcome {
  return { kind: 'complete', tags: [...tags] }
}

interface Arrived {
  readonly answer: OwnAnswer
  readonly step: Step
  readonly page: readonly Tag[]
  readonly size: number
  /** Did the page bring a tag that was not known? */
  readonly isNew: boolean
  readonly isFirst: boolean
}

function nextStep(
  { answer, step, page, size, isNew, isFirst }: Arrived,
  source: TagSource,
): Step | undefined {
  const next = findNextPage(answer.headers.get('link'), answer.url)
  if (next.kind === 'unreadable') throw incomplete(source, 'its Link header cannot be read')
  if (next.kind === 'next' && !isNew)
    throw incomplete(source, 'a page brought no new tag and still names a next one')
  // Behind a Link there may be nothing, or once more the tag that it named; but what was there before is no next page.
  if (step.kind === 'follow' && !isFirst && !isNew && page.length > 1)
    throw incomplete(source, 'its next page brought only tags that were known')
  const arrived = { length: page.length, size, isLinked: next.kind === 'next' }
  learnFrom(arrived, source.pages)
  if (next.kind === 'next') return { kind: 'follow', query: next.query }
  if (step.kind === 'probe' && !isNew) noteWhole(step.behind, source.pages)
  const last = page.at(-1)
  // A registry that linked its pages before has linked them all.
  const isEnd = (step.kind === 'follow' && !isFirst) || !isNew || last === undefined
  if (isEnd || !mayBeCut(arrived, source.pages)) return undefined
  const query = `?${new URLSearchParams({ n: String(size), last }).toString()}`
  return { kind: 'probe', query, behind: page.length }
}

/** How many to ask for instead, when the registry finds the first question too large. Its message may name its most. */
function findFewer(answer: OwnAnswer, size: number): number | undefined {
  if (![400, 405, 413].includes(answer.status) || size < firstSize) return undefined
  const text = new TextDecoder().decode(answer.body)
  const most = Number(/(?:equal to|max(?:imum)? (?:is|of)|at most)\D{0,3}(\d{1,6})/i.exec(text)?.[1])
  return most > 0 && most < size ? most : 100
}
