/** What open requests carry is proved for itself, whatever the policy would choose today: their statuses stand on it. */
import type { ImagePolicy } from '../../model/policy.ts'
import type { ExistingBump } from '../../model/plan.ts'
import type { Candidate, Promotion, Proven } from '../../model/promotion.ts'
import { stateOf } from '../../model/pull-request.ts'
import type { Tag } from '../../model/reference.ts'
import { type AgedMatch, ageOf } from './age.ts'
import { type Around, listingOf, showsFor } from './ask.ts'
import { isProved, proofsOf } from './candidates.ts'
import type { Identities } from './matching.ts'

/** A tag that a request carries and that is no candidate. */
export interface CarriedTag {
  readonly environment: string
  readonly policy: ImagePolicy
  readonly promotion: Promotion
  readonly tag: Tag
}

/** What was found of it. `unknown`: something that would tell could not be read. */
export type Told = CarriedTag & { readonly match: AgedMatch | 'not-proved' | 'unknown' }

/** Of what requests of environments behind gates carry, that which is no candidate. */
export function carriedTags(
  existing: ReadonlyMap<string, ExistingBump>,
  { scanned }: Around,
  provenOf: (environment: string, policy: ImagePolicy) => Proven | undefined,
): readonly CarriedTag[] {
  return [...existing.values()].flatMap(({ request }) => {
    const state = request && stateOf(request)
    const place = scanned.environments.find(({ environment }) => environment.name === state?.environment)
    const promotion = place?.environment.from
    if (state === undefined || place === undefined || promotion === undefined) return []
    return state.bumps.flatMap(({ policy: key, tag }): readonly CarriedTag[] => {
      const policy = place.environment.policies.find((each) => each.key === key)
      if (policy === undefined) return []
      const known = provenOf(state.environment, policy)?.candidates.some((each) => each.tag === tag)
      return known === true ? [] : [{ environment: state.environment, policy, promotion, tag }]
    })
  })
}

/** A tag that the registry listed no more is not proved, whatever stood in the sources. */
export async function tellOf(carried: CarriedTag, around: Around): Promise<Told> {
  const { policy, promotion, tag } = carried
  const listing = listingOf(policy, around)
  if (listing.kind === 'listed' && !listing.tags.includes(tag)) return { ...carried, match: 'not-proved' }
  // What a person has suspended is not asked for.
  const own = policy.repository.suspend ? { ...around, identities: silent } : around
  const shows = await showsFor(policy, promotion, around)
  const found = await proofsOf(tag, { policy, shows }, own.identities)
  if (!isProved(found, { promotion })) {
    const isWhole = shows.length === promotion.sources.length
    const isKnown = isWhole && !own.identities.hasFailed(policy.repository.name)
    return { ...carried, match: isKnown ? 'not-proved' : 'unknown' }
  }
  const plain = { ...policy, minimumAge: 0 }
  const { known } = await ageOf([{ tag, found }], { policy: plain, standing: new Set() }, own)
  return { ...carried, match: known[0] ?? { tag, found } }
}

const silent: Identities = {
  digestOf: () => Promise.resolve(undefined),
  revisionOf: () => Promise.resolve(undefined),
  before: () => undefined,
  hasFailed: () => true,
}

/** Waits for whatever would tell. */
export function unknownCandidate(
  { tag, promotion }: CarriedTag,
  kinds: readonly ('soak' | 'status')[],
): Candidate {
  const places = promotion.sources.map(({ environment }) => environment).join(' and ')
  const text = `whether ${tag} ran in ${places} could not be looked up`
  return { tag, proofs: [], gates: kinds.map((kind) => ({ kind, state: 'waiting', text })) }
}
