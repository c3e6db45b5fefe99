/** One policy behind gates: which of the tags that it takes have run where they must have. */
import type { ImagePolicy, Listing } from '../../model/policy.ts'
import type { Promotion } from '../../model/promotion.ts'
import type { Tag } from '../../model/reference.ts'
import { ranked, type SharedWork, weighWith } from '../policies/policies.ts'
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

/** How many tags are compared by digest or revision, and how many are taken where their tag alone says enough. */
const [compared, named] = [20, 100]

/** From the best down to what stands in the files. Asks registries only where a tag that the policy would rather choose did not stand in the sources by its name. */
export async function matchesOf(
  question: Question,
  work: SharedWork,
  identities: Identities,
): Promise<Matches> {
  const { listing } = question
  if (listing.kind !== 'listed') return { proved: [], unproved: [] }
  const { byName, better } = tagsOfQuestion(question, listing.tags, work)
  const matches: Match[] = []
  const unproved: Tag[] = []
  for (const tag of new Set([...better, ...byName])) {
    const found = await proofsOf(tag, question, identities)
    if (isProved(found, question)) matches.push({ tag, found })
    else if (better.includes(tag)) unproved.push(tag)
  }
  return { proved: matches, unproved }
}

/** What stood in the sources by its name, and what the policy would rather choose. A pin is asked for alone. */
function tagsOfQuestion(
  { policy, standing, promotion, shows }: Question,
  listed: readonly Tag[],
  work: SharedWork,
): { readonly byName: readonly Tag[]; readonly better: readonly Tag[] } {
  if (policy.pin !== undefined) return { byName: [], better: [policy.pin.tag] }
  const read = work.read(policy.spec)
  const remaining = work.remaining(listed, policy.repository.exclusion)
  const isBehind = (tag: Tag) => [...standing].some((each) => weighWith(read, tag, each).age === 'newer')
  const inSources = remaining.tags.filter(standsInSources({ policy, promotion, shows }))
  const byName = leading(ranked(read, { ...remaining, tags: inSources }), isBehind, named)
  const ends = new Set([...standing, ...byName.slice(0, 1)])
  const isEnough = (tag: Tag) => ends.has(tag) || isBehind(tag)
  return { byName, better: until(ranked(read, remaining), isEnough, promotion ? compared : named) }
}

function standsInSources({
  policy,
  shows,
  promotion,
}: Pick<Question, 'policy' | 'shows' | 'promotion'>): (tag: Tag) => boolean {
  const sets = shows.map((show) => tagsOf(show, policy.repository.name))
  if (sets.length === 0) return () => false
  return promotion?.need === 'all'
    ? (tag) => sets.every((set) => set.has(tag))
    : (tag) => sets.some((set) => set.has(tag))
}

/** The first, and those behind it that do not lead back. */
function leading(tags: Iterable<Tag>, isBehind: (tag: Tag) => boolean, atMost: number): readonly Tag[] {
  const found: Tag[] = []
  for (const tag of tags) {
    if (found.length > 0 && (found.length === atMost || isBehind(tag))) break
    found.push(tag)
  }
  return found
}

function until(tags: Iterable<Tag>, isEnough: (tag: Tag) => boolean, atMost: number): readonly Tag[] {
  const found: Tag[] = []
  for (const tag of tags) {
    if (found.length === atMost || isEnough(tag)) break
    found.push(tag)
  }
  return found
}

/** What each source shows of a tag. */
export async function proofsOf(
  tag: Tag,
  { policy, shows }: Pick<Question, 'policy' | 'shows'>,
  identities: Identities,
): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const show of shows) {
    const one = await findIn(show, policy, tag, identities)
    if (one !== undefined) found.push(one)
  }
  return found
}

/** By all sources, or by one, as the promotion wants it. */
export function isProved(found: readonly Found[], { promotion }: Pick<Question, 'promotion'>): boolean {
  if (promotion === undefined) return true
  return promotion.need === 'any' ? found.length > 0 : found.length === promotion.sources.length
}
