/** One page of a list of tags, as it came. */
import { z } from 'zod'
import type { ProblemError } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import { findJson, plain, registryProblem } from './errors.ts'
import type { HttpAnswer } from './exchange.ts'

/** How many bytes a page may have. */
export const pageLimit = 8 * 1024 * 1024

/** What is listed where, for messages. */
export interface ListingSubject {
  readonly host: string
  readonly image: string
}

/**
 * The body counts, whatever its Content-Type says (ECR calls it text/plain). No tags may be `null`; servers in Go leave out what is
 * empty, so they may be missing from a body that names its repository. What tells of an error is no list, whatever its status says.
 * Throws `not-a-registry` for a page for browsers, and `registry-listing-incomplete` for what is no page or cannot be read whole.
 */
export function readPage(answer: HttpAnswer, subject: ListingSubject): readonly Tag[] {
  if (answer.cut) throw incomplete(subject, `a page is larger than ${pageLimit} bytes`)
  const through = answer.proxy === undefined ? '' : ` (it came through the proxy ${answer.proxy})`
  const json = findJson(answer.body)
  if (json === undefined && /^\s*</.test(new TextDecoder().decode(answer.body.subarray(0, 64)))) {
    throw registryProblem(
      'not-a-registry',
      `${answer.url.host} answered with a page for browsers when asked for the tags of ${subject.image}${through}.`,
    )
  }
  const page = listings.safeParse(json)
  if (!page.success)
    throw incomplete(
      subject,
      `a page is ${apology.safeParse(json).success ? 'the word of an error instead of' : 'not the JSON of'} a list of tags${through}`,
    )
  return page.data.tags ?? []
}

const absent = z.undefined().optional()
/** A list of tags; one without any, which says nothing else; and one that left them out, which says at least whose list it is. */
const listings = z.union([
  z.object({ tags: z.array(z.string()), errors: absent }),
  z.object({ tags: z.null(), errors: absent, error: absent, message: absent }),
  z.object({ name: z.string(), tags: absent, errors: absent, error: absent, message: absent }),
])
const apology = z.union([
  z.object({ errors: z.unknown().refine((said) => said !== undefined) }),
  z.object({ error: z.unknown().refine((said) => said !== undefined) }),
  z.object({ message: z.string() }),
])

/** The problem of a list that has no end that can be relied on. */
export function incomplete({ host, image }: ListingSubject, why: string): ProblemError {
  return registryProblem(
    'registry-listing-incomplete',
    `The list of tags of ${image} on ${host} could not be read to its end: ${plain(why)}. Nothing is chosen from a part.`,
  )
}
