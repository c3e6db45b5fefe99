/** Listing tags: all pages or an error, never a part (distribution specification, "Listing Tags"). */
import { z } from 'zod'
import type { ProblemError } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import type { Clock } from '../../ports.ts'
import type { OwnAnswer } from './authentication.ts'
import { findJson, plain, registryProblem } from './errors.ts'
import { findNextPage } from './link.ts'

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
}

export interface ListingLimits {
  readonly pages: number
  readonly tags: number
  /** In all, in milliseconds. */
  readonly time: number
}

const defaultLimits: ListingLimits = { pages: 2_000, tags: 500_000, time: 300_000 }

/** How many bytes a page may have. */
export const pageLimit = 8 * 1024 * 1024

/**
 * All tags, each once. Asks for 1000 a page, the most that no registry refuses today; one that does is asked for fewer.
 * A listing whose place vanishes between two pages (zot answers 404) begins again.
 */
export async function listTags(source: TagSource): Promise<readonly Tag[]> {
  const deadline = source.clock.now().getTime() + limitsOf(source).time
  let size = 1_000
  for (let attempt = 0; attempt < 3; attempt++) {
    const outcome = await collect(source, size, deadline)
    if (outcome.kind === 'complete') return outcome.tags
    size = outcome.size
  }
  throw incomplete(source, 'it lost its place again and again')
}

type Outcome =
  | { readonly kind: 'complete'; readonly tags: readonly Tag[] }
  | { readonly kind: 'again'; readonly size: number }

/** Where to go from a page. A probe asks a registry that knows no `Link` whether there is more. */
interface Step {
  readonly kind: 'follow' | 'probe'
  readonly query: string
}

async function collect(source: TagSource, size: number, deadline: number): Promise<Outcome> {
  const tags = new Set<Tag>()
  const asked = new Set<string>()
  let step: Step | undefined = { kind: 'follow', query: `?n=${size}` }
  while (step !== undefined) {
    check(source, { tags, asked, deadline, query: step.query })
    asked.add(step.query)
    const answer: OwnAnswer = await source.ask(step.query, new Date(deadline))
    if (answer.status !== 200) {
      // A registry that cannot be asked for what follows a tag has said all it has.
      if (step.kind === 'probe' && [400, 404, 405, 406, 413, 416].includes(answer.status)) break
      if (answer.status === 404 && asked.size > 1) return { kind: 'again', size }
      const fewer = asked.size === 1 ? findFewer(answer, size) : undefined
      if (fewer !== undefined) return { kind: 'again', size: fewer }
      throw await source.explain(answer)
    }
    const page = readPage(answer, source)
    const before = tags.size
    for (const tag of page) tags.add(tag)
    step = nextStep(
      { answer, step, page, size, isNew: tags.size > before, isFirst: asked.size === 1 },
      source,
    )
  }
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
  switch (next.kind) {
    case 'unreadable':
      throw incomplete(source, 'its Link header cannot be read')
    case 'next':
      if (!isNew) throw incomplete(source, 'a page brought no new tag and still names a next one')
      return { kind: 'follow', query: next.query }
    case 'none': {
      // Link was known to this registry, or the probe found nothing more: this was the end.
      const last = page.at(-1)
      if (!(isFirst || step.kind === 'probe') || !isNew || last === undefined || !isFull(page.length, size))
        return undefined
      return { kind: 'probe', query: `?${new URLSearchParams({ n: String(size), last }).toString()}` }
    }
  }
}

/** As long as was asked for, or as some registries cut their pages whatever was asked. */
function isFull(length: number, size: number): boolean {
  return length === size || length % 50 === 0
}

/** How many to ask for instead, when the registry finds the first question too large. Its message may name its most. */
function findFewer(answer: OwnAnswer, size: number): number | undefined {
  if (![400, 405, 413].includes(answer.status) || size <= 100) return undefined
  const text = new TextDecoder().decode(answer.body)
  const most = Number(/(?:equal to|max(?:imum)? (?:is|of)|at most)\D{0,3}(\d{1,6})/i.exec(text)?.[1])
  return most > 0 && most < size ? most : 100
}

const listing = z.object({ tags: z.array(z.string()).nullish(), errors: z.undefined().optional() })

/** The body counts, whatever its Content-Type says (ECR calls it text/plain). No tags may be `null`. */
function readPage(answer: OwnAnswer, source: TagSource): readonly Tag[] {
  if (answer.cut) throw incomplete(source, `a page is larger than ${pageLimit} bytes`)
  const json = findJson(answer.body)
  if (json === undefined && /^\s*</.test(new TextDecoder().decode(answer.body.subarray(0, 64)))) {
    throw registryProblem(
      'not-a-registry',
      `${answer.url.host} answered with a page for browsers when asked for the tags of ${source.image}.`,
    )
  }
  const page = listing.safeParse(json)
  if (!page.success) throw incomplete(source, 'a page is not the JSON of a list of tags')
  return page.data.tags ?? []
}

interface Progress {
  readonly tags: ReadonlySet<Tag>
  readonly asked: ReadonlySet<string>
  /** Milliseconds since 1970. */
  readonly deadline: number
  readonly query: string
}

function check(source: TagSource, { tags, asked, deadline, query }: Progress): void {
  const limits = limitsOf(source)
  if (asked.has(query)) throw incomplete(source, 'its pages lead in a circle')
  if (asked.size >= limits.pages) throw incomplete(source, `it has more than ${limits.pages} pages`)
  if (tags.size > limits.tags) throw incomplete(source, `it has more than ${limits.tags} tags`)
  if (source.clock.now().getTime() > deadline)
    throw incomplete(source, `it took more than ${limits.time / 1000} seconds`)
}

function limitsOf({ limits = {} }: TagSource): ListingLimits {
  return { ...defaultLimits, ...limits }
}

function incomplete({ host, image }: TagSource, why: string): ProblemError {
  return registryProblem(
    'registry-listing-incomplete',
    `The list of tags of ${image} on ${host} could not be read to its end: ${plain(why)}. Nothing is chosen from a part.`,
  )
}
