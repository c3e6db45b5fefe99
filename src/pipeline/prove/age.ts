/** How long tags are known, by the ledger; and whether they still point to what they pointed to. */
import { findEntry, movedFrom, type Ledger, type Sighting } from '../../model/ledger.ts'
import { type Digest, formatImageName, type Tag } from '../../model/reference.ts'
import type { Match, Question } from './candidates.ts'
import type { Identities } from './matching.ts'

export interface Aged {
  /** Best first. */
  readonly known: readonly AgedMatch[]
  readonly tooYoung: readonly Tag[]
  /** What the ledger does not know yet. */
  readonly sightings: readonly Sighting[]
}

export interface AgedMatch extends Match {
  readonly digest?: Digest
  readonly movedFrom?: Digest
}

interface Book {
  readonly identities: Identities
  readonly ledger: Ledger | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** How many tags are looked up, from the best on: it takes a request each. */
const lookedUp = 20

/**
 * Tags that stand in the files are looked up no more. Of a policy with `minimumAge` what was first seen too lately does not count, nor does what cannot be looked up:
 * what an image says of its own age is never believed.
 */
export async function ageOf(matches: readonly Match[], question: Question, book: Book): Promise<Aged> {
  const { policy, standing } = question
  const known: AgedMatch[] = []
  const tooYoung: Tag[] = []
  const sightings: Sighting[] = []
  for (const [position, match] of matches.entries()) {
    if (standing.has(match.tag)) {
      known.push(match)
      continue
    }
    const seen = position < lookedUp ? await lookUp(match.tag, question, book) : undefined
    if (seen?.isNew === true) sightings.push(seen)
    const isOld =
      policy.minimumAge === undefined || (seen !== undefined && book.now - seen.since >= policy.minimumAge)
    if (isOld) known.push({ ...match, ...(seen && { digest: seen.digest, ...moved(seen) }) })
    else tooYoung.push(match.tag)
  }
  return { known, tooYoung, sightings }
}

interface Seen extends Sighting {
  readonly since: number
  readonly isNew: boolean
  readonly before: Digest | undefined
}

async function lookUp(
  tag: Tag,
  { policy: { repository } }: Question,
  { identities, ledger, now }: Book,
): Promise<Seen | undefined> {
  const digest = await identities.digestOf(repository.name, tag, repository.access)
  if (digest === undefined || ledger === undefined) return undefined
  const image = formatImageName(repository.name)
  const entry = findEntry(ledger, image, digest)
  return {
    image,
    tag,
    digest,
    at: now,
    since: entry?.firstSeen ?? now,
    isNew: entry?.tags.includes(tag) !== true,
    before: movedFrom(ledger, { image, tag, digest }),
  }
}

function moved({ before }: Seen): Pick<AgedMatch, 'movedFrom'> {
  return before === undefined ? {} : { movedFrom: before }
}
