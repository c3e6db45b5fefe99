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
 * The body counts, whatever its Content-Type says (ECR calls it text/plain). No tags may be `null`.
 * Throws `not-a-registry` for a page for browsers, and `registry-listing-incomplete` for what is no page or cannot be read whole.
 */
export function readPage(answer: HttpAnswer, subject: ListingSubject): readonly Tag[] {
  if (answer.cut) throw incomplete(subject, `a page is larger than ${pageLimit} bytes`)
  const json = findJson(answer.body)
  if (json === undefined && /^\s*</.test(new TextDecoder().decode(answer.body.subarray(0, 64)))) {
    throw registryProblem(
      'not-a-registry',
      `${answer.url.host} answered with a page for browsers when asked for the tags of ${subject.image}.`,
    )
  }
  const page = listing.safeParse(json)
  if (!page.success) throw incomplete(subject, 'a page is not the JSON of a list of tags')
  return page.data.tags ?? []
}

const listing = z.object({ tags: z.array(z.string()).nullish(), errors: z.undefined().optional() })

/** The problem of a list that has no end that can be relied on. */
export function incomplete({ host, image }: ListingSubject, why: string): ProblemError {
  return registryProblem(
    'registry-listing-incomplete',
    `The list of tags of ${image} on ${host} could not be read to its end: ${plain(why)}. Nothing is chosen from a part.`,
  )
}
