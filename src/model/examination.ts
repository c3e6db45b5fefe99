/** How a registry was asked for the tags of an image, step by step, for a person who wonders why nothing came of it. */
import type { Problem } from './problem.ts'
import type { Tag } from './reference.ts'

/** Holds no secret: of logins only where they come from, of other hosts' addresses no query. */
export interface Examination {
  /** The root of the API that was asked, as in `https://registry-1.docker.io/`. */
  readonly api: string
  /** As whom the last answer was got: `without a login`, or `with the login of` its source. */
  readonly login: string
  /** What the registry demanded before it answered, in its own order; none where it demanded nothing. */
  readonly challenges: readonly ExaminedChallenge[]
  /** In order, with those to token services. A request that was tried several times counts once, with its last answer. */
  readonly requests: readonly ExaminedRequest[]
  readonly outcome: ExaminedOutcome
}

/** RFC 9110, 11.6.1: a scheme and those of its parameters that say something. */
export interface ExaminedChallenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string
  /** The host of the token service, with its port, or what stands there instead. */
  readonly realm?: string
  readonly service?: string
  readonly scope?: string
}

export interface ExaminedRequest {
  readonly method: string
  /** With its port. */
  readonly host: string
  /** With the query where tags were asked for. */
  readonly path: string
  /** Absent where no answer came. */
  readonly status?: number
}

export type ExaminedOutcome =
  | { readonly kind: 'listed'; readonly tags: readonly Tag[]; readonly pages: number }
  | { readonly kind: 'failed'; readonly problem: Problem }
