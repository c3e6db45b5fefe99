/** Listing tags: all pages or an error, never a part (distribution specification, "Listing Tags"). */
import type { ProblemError } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import type { Clock } from '../../ports.ts'
import type { OwnAnswer } from './authentication.ts'
import { inTurn, mayBeCut, noteWhole, type HostPages } from './host-pages.ts'
import { checkLimits, limitsOf, type ListingLimits, type Read } from './listing-limits.ts'
import { enlarge, nextStep, type Step } from './next-step.ts'
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

/** Reads page after page, from the first one on. */
async function collect(source: TagSource, size: number, deadline: number): Promise<Outcome> {
  const reading: Reading = { tags: new Set(), asked: new Set(), bytes: 0, size, deadline }
  let next: Outcome | Step = { kind: 'follow', query: `?n=${size}` }
  for (;;) {
    switch (next.kind) {
      case 'follow':
      case 'halve':
      case 'enlarge':
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
    if (step.kind === 'probe' && refusesQuestion(answer)) {
      noteWhole(step.behind, source.pages)
      return complete(reading)
    }
    if (step.kind === 'halve' && refusesQuestion(answer)) return enlarge(step.behind)
    if (step.kind === 'enlarge' && refusesSize(answer))
      throw incomplete(source, `it gives ${step.behind} tags at once and does not say what follows them`)
    if (answer.status === 404 && !isFirst) return { kind: 'lost' }
    const fewer = isFirst ? findFewer(answer, size) : undefined
    if (fewer !== undefined) return { kind: 'too-many', fewer }
    throw await source.explain(answer)
  }
  const page = readPage(answer, source)
  reading.bytes += answer.body.length
  const before = tags.size
  for (const tag of page) tags.add(tag)
  const isNew = tags.size > before
  return nextStep({ answer, step, page, size, isNew, asked: asked.size }, source) ?? complete(reading)
}

function complete({ tags }: Reading): Outcome {
  return { kind: 'complete', tags: [...tags] }
}

/** How many to ask for instead, when the registry finds the first question too large. Its message may name its most. */
function findFewer(answer: OwnAnswer, size: number): number | undefined {
  if (!refusesSize(answer) || size < firstSize) return undefined
  const text = new TextDecoder().decode(answer.body)
  const most = Number(/(?:equal to|max(?:imum)? (?:is|of)|at most)\D{0,3}(\d{1,6})/i.exec(text)?.[1])
  return most > 0 && most < size ? most : 100
}

function refusesQuestion({ status }: OwnAnswer): boolean {
  return [400, 404, 405, 406, 413, 416].includes(status)
}

function refusesSize({ status }: OwnAnswer): boolean {
  return [400, 405, 413].includes(status)
}
