/** The policies of one environment behind gates: what proves the tags that each would choose, and how long they are known. */
import type { Ledger } from '../../model/ledger.ts'
import type { ImagePolicy, Listing } from '../../model/policy.ts'
import type { Promotion } from '../../model/promotion.ts'
import { formatImageName, type Tag } from '../../model/reference.ts'
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import { tagsStanding } from '../../model/standing.ts'
import type { SharedWork } from '../policies/policies.ts'
import { type Aged, ageOf } from './age.ts'
import { matchesOf } from './candidates.ts'
import { type Identities, type Show, showFor } from './matching.ts'
import { settledIn } from './settled.ts'
import type { SourceReader } from './sources.ts'

/** One policy, and what was found for it. */
export interface Asked {
  readonly environment: string
  readonly policy: ImagePolicy
  readonly promotion: Promotion | undefined
  readonly aged: Aged
  /** What the policy would rather choose and nothing proves. */
  readonly unproved: readonly Tag[]
}

export interface Around {
  readonly scanned: Scanned
  readonly sources: SourceReader
  readonly work: SharedWork
  readonly identities: Identities
  /** Undefined where it cannot be read. */
  readonly ledger: Ledger | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** All at once: the registry port keeps to the pace of each host. */
export async function askAll(scanned: ScannedEnvironment, around: Around): Promise<readonly Asked[]> {
  const { environment, manifests } = scanned
  const { name, from } = environment
  const standing = tagsStanding(manifests)
  const settled = settledIn(scanned, { listingOf: (policy) => listingOf(policy, around), work: around.work })
  const asked = environment.policies.map(async (policy): Promise<readonly Asked[]> => {
    const tags = standing.get(policy.key)
    const isGated = from !== undefined || policy.minimumAge !== undefined
    if (tags === undefined || policy.suspend === true || !isGated || settled.has(policy.key)) return []
    const listing = listingOf(policy, around)
    const question = {
      policy,
      listing,
      standing: tags,
      promotion: from,
      shows: listing.kind === 'listed' ? await showsFor(policy, from, around) : [],
    }
    const { proved, unproved } = await matchesOf(question, around.work, around.identities)
    const aged = await ageOf(proved, question, around)
    return [{ environment: name, policy, promotion: from, aged, unproved }]
  })
  return (await Promise.all(asked)).flat()
}

/** What the registry listed of the policy's image. */
export function listingOf({ repository }: ImagePolicy, { scanned }: Around): Listing {
  return scanned.listings.get(formatImageName(repository.name)) ?? { kind: 'skipped' }
}

/** What each source that can be read can show for a policy. */
export async function showsFor(
  policy: ImagePolicy,
  promotion: Promotion | undefined,
  { scanned: { environments, sources: besides = [] }, sources, work }: Around,
): Promise<readonly Show[]> {
  const shows: Show[] = []
  for (const source of promotion?.sources ?? []) {
    const place = [...environments, ...besides].find((each) => each.environment.name === source.environment)
    const evidence = await sources.read(source.environment)
    if (place === undefined || evidence === undefined || 'code' in evidence) continue
    shows.push(showFor(policy, source, { ...place, evidence, work }))
  }
  return shows
}
