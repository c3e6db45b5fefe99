/** Policies that gates keep nothing from: what they would choose without any stands everywhere already. Pure. */
import type { ImagePolicy, Listing, PolicyKey, Selection } from '../../model/policy.ts'
import { isTag } from '../../model/reference.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { wantedChanges } from '../../model/setter.ts'
import type { SharedWork } from '../policies/policies.ts'

export interface Settling {
  readonly listingOf: (policy: ImagePolicy) => Listing
  readonly work: SharedWork
}

/**
 * For these nothing has to be proved: gates keep things back, and nothing older takes the place of what stands there. A policy that follows
 * digests is not among them, since only the registry knows whether its tag is still the same.
 */
export function settledIn(
  { environment, manifests }: ScannedEnvironment,
  settling: Settling,
): ReadonlySet<PolicyKey> {
  const best = environment.policies.flatMap((policy) => bestOf(policy, settling))
  const changing = new Set(wantedChanges(manifests, best).map(({ marker }) => marker.policy))
  return new Set(best.map(({ policy }) => policy.key).filter((key) => !changing.has(key)))
}

/** As it would be chosen without gates. */
function bestOf(policy: ImagePolicy, { listingOf, work }: Settling): readonly Selection[] {
  const listing = listingOf(policy)
  if (listing.kind !== 'listed' || policy.pin !== undefined || policy.digestReflection !== 'Never') return []
  const remaining = work.remaining(listing.tags, policy.repository.exclusion)
  const choice = work.choose(work.read(policy.spec), remaining)
  if (choice.kind === 'failed' || !isTag(choice.tag)) return []
  const latest = { name: policy.repository.name, tag: choice.tag }
  return [{ kind: 'selected', policy, latest, record: choice.record, weighed: [] }]
}
