/** Which versions stand in the files of an environment. */
import type { Scanned } from '../../model/scanned.ts'
import type { PolicyKey } from '../../model/policy.ts'
import { type Standing, standsAt } from '../../model/standing.ts'

/** By policy, each version once: tags, or digests where no tag tells one. */
export function versionsIn(
  environment: string,
  { environments }: Scanned,
): ReadonlyMap<PolicyKey, readonly string[]> {
  const found = environments.find((each) => each.environment.name === environment)
  const standing = new Map<PolicyKey, Standing[]>()
  for (const marker of (found?.manifests ?? []).flatMap(({ markers }) => markers)) {
    const known = standing.get(marker.policy)
    if (known === undefined) standing.set(marker.policy, [standsAt(marker)])
    else known.push(standsAt(marker))
  }
  return new Map([...standing].map(([policy, all]) => [policy, versionsOf(all)]))
}

function versionsOf(standing: readonly Standing[]): readonly string[] {
  const tags = standing.flatMap(({ tag }) => tag ?? [])
  return [...new Set(tags.length > 0 ? tags : standing.flatMap(({ digest }) => digest ?? []))]
}
