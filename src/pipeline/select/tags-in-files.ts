/** The tags that stand in an environment's files, by the policies whose markers stand beside them. */
import type { Manifest } from '../../model/manifest.ts'
import type { PolicyKey } from '../../model/policy.ts'
import type { Tag } from '../../model/reference.ts'
import { standsAt } from '../../model/standing.ts'

/** Each tag once for each policy, in the order of the files. Values without a tag, or that are no reference, are passed over. */
export function tagsInFiles(manifests: readonly Manifest[]): ReadonlyMap<PolicyKey, ReadonlySet<Tag>> {
  const found = new Map<PolicyKey, Set<Tag>>()
  for (const marker of manifests.flatMap(({ markers }) => markers)) {
    const { tag } = standsAt(marker)
    if (tag === undefined) continue
    const tags = found.get(marker.policy) ?? new Set()
    found.set(marker.policy, tags.add(tag))
  }
  return found
}
