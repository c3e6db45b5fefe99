/** How long tags are known, by the ledger; and whether they still point to what they pointed to. */
import { findEntry, type Ledger, type Sighting } from '../../model/ledger.ts'
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

type AgeQuestion = Pick<Question, 'policy' | 'standing'>

interface Book {
  readonly identities: Identities
  readonly ledger: Ledger | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** How many tags that the ledger does not know are looked up, from the best on: it takes a request each. */
const lookedUp = 20

/**
 * Tags that stand in the files are looked up no more, unless their digests are followed. Of a policy with `minimumAge` what was first seen too lately does not count,
 * nor does what cannot be looked up: what an image says of its own age is never believed. What the ledger knows by its name as too young is not asked for.
 */
export async function ageOf(matches: readonly Match[], question: AgeQuestion, book: Book): Promise<Aged> {
  const { policy, standing } = question
  const isFollowed = policy.digestReflection === 'Always'
  let unknown = 0
  const seen = await Promise.all(
    matches.map(async (match) => {
      if (standing.has(match.tag) && !isFollowed) return { match, isOld: true }
      const age = ageByName(match.tag, question, book)
      if (age !== undefined && age < (policy.minimumAge ?? 0)) return { match, isOld: false }
      if (age === undefined && (unknown += 1) > lookedUp)
        return { match, isOld: policy.minimumAge === undefined }
      const one = await lookUp(match.tag, question, book)
      const isOld =
        policy.minimumAge === undefined ||
        standing.has(match.tag) ||
        (one !== undefined && book.now - one.since >= policy.minimumAge)
      return { match, isOld, ...(one && { one }) }
    }),
  )
  return {
    known: seen.flatMap(({ match, isOld, one }) =>
      isOld ? [{ ...match, ...(one && { digest: one.digest, ...moved(one) }) }] : [],
    ),
    tooYoung: seen.flatMap(({ match, isOld }) => (isOld ? [] : [match.tag])),
    sightings: seen.flatMap(({ one }) => (one?.isNew === true ? [sightingOf(one)] : [])),
  }
}

/** How long the ledger knows anything by this name, in milliseconds. */
function ageByName(tag: Tag, { policy }: AgeQuestion, { ledger = new Map(), now }: Book): number | undefined {
  const entries = ledger.get(formatImageName(policy.repository.name)) ?? []
  const oldest = entries.findLast(({ tags }) => tags.includes(tag))
  return oldest && now - oldest.firstSeen
}

interface Seen extends Sighting {
  readonly since: number
  readonly isNew: boolean
  readonly before: Digest | undefined
}

async function lookUp(
  tag: Tag,
  { policy: { repository } }: AgeQuestion,
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
    before: identities.before(repository.name, tag, digest),
  }
}

function moved({ before }: Seen): Pick<AgedMatch, 'movedFrom'> {
  return before === undefined ? {} : { movedFrom: before }
}

function sightingOf({ image, tag, digest, at }: Seen): Sighting {
  return { image, tag, digest, at }
}
