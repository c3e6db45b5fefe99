/** One policy behind gates: which of the tags that it takes have run where they must have. */
import type { ImagePolicy, Listing } from '../../model/policy.ts'
import type { Promotion } from '../../model/promotion.ts'
import type { Tag } from '../../model/reference.ts'
import { ranked, type SharedWork } from '../policies/policies.ts'
import { findIn, type Found, type Identities, type Show, tagsOf } from './matching.ts'

/** A tag and what proves it; `found` is empty where nothing has to. */
export interface Match {
  readonly tag: Tag
  readonly found: readonly Found[]
}

export interface Matches {
  /** Best first. */
  readonly proved: readonly Match[]
  /** What the policy would rather choose and nothing proves. */
  readonly unproved: readonly Tag[]
}

export interface Question {
  readonly policy: ImagePolicy
  readonly listing: Listing
  /** Tags that stand in the environment's files. */
  readonly standing: ReadonlySet<Tag>
  /** Undefined where an age alone is asked for. */
  readonly promotion: Promotion | undefined
  /** What each of its sources that could be read can show. */
  readonly shows: readonly Show[]
}

/** How many tags are compared by digest or revision, from the best down to what stands in the files, and how many are proved by their tag alone. */
const [compared, proved] = [20, 100]

/** Asks registries only where a tag that the policy would rather choose did not stand in the sources by its name. */
export async function matchesOf(
  question: Question,
  work: SharedWork,
  identities: Identities,
): Promise<Matches> {
  const { policy, listing, standing } = question
  if (listing.kind !== 'listed') return { proved: [], unproved: [] }
  const read = work.read(policy.spec)
  const remaining = work.remaining(listing.tags, policy.repository.exclusion)
  const tags = policy.pin === undefined ? ranked(read, remaining, compared) : [policy.pin.tag]
  const named = ranked(read, { ...remaining, tags: remaining.tags.filter(standsInSources(question)) }, proved)
  const better = until(tags, new Set([...standing, ...named.slice(0, 1)]))
  const matches: Match[] = []
  const unproved: Tag[] = []
  for (const tag of new Set([...better, ...(policy.pin === undefined ? named : [])])) {
    const found = await proofsOf(tag, question, identities)
    if (isProved(found, question)) matches.push({ tag, found })
    else if (better.includes(tag)) unproved.push(tag)
  }
  return { proved: matches, unproved }
}

function standsInSources({ policy, shows, promotion }: Question): (tag: Tag) => boolean {
  const sets = shows.map((show) => tagsOf(show, policy.repository.name))
  if (sets.length === 0) return () => false
  return promotion?.need === 'all'
    ? (tag) => sets.every((set) => set.has(tag))
    : (tag) => sets.some((set) => set.has(tag))
}

/** Those before the first of these. */
function until(tags: readonly Tag[], ends: ReadonlySet<Tag>): readonly Tag[] {
  const end = tags.findIndex((tag) => ends.has(tag))
  return end < 0 ? tags : tags.slice(0, end)
}

async function proofsOf(
  tag: Tag,
  { policy, shows }: Question,
  identities: Identities,
): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const show of shows) {
    const one = await findIn(show, policy, tag, identities)
    if (one !== undefined) found.push(one)
  }
  return found
}

function isProved(found: readonly Found[], { promotion }: Question): boolean {
  if (promotion === undefined) return true
  return promotion.need === 'any' ? found.length > 0 : found.length === promotion.sources.length
}
