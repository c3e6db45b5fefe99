/** Which versions stand in the files of an environment. */
import type { Scanned } from '../../model/scanned.ts'
import type { PolicyKey } from '../../model/policy.ts'
import { type Standing, standsAt } from '../../model/standing.ts'
import { grouped } from '../../model/grouped.ts'

/** By policy, each version once: tags, or digests where no tag tells one. */
export function versionsIn(
  environment: string,
  { environments }: Scanned,
): ReadonlyMap<PolicyKey, readonly string[]> {
  const found = environments.find((each) => each.environment.name === environment)
  const markers = (found?.manifests ?? []).flatMap((manifest) => manifest.markers)
  const byPolicy = grouped(markers, ({ policy }) => policy)
  return new Map([...byPolicy].map(([policy, own]) => [policy, versionsOf(own.map(standsAt))]))
}

function versionsOf(standing: readonly Standing[]): readonly string[] {
  const tags = standing.flatMap(({ tag }) => tag ?? [])
  return [...new Set(tags.length > 0 ? tags : standing.flatMap(({ digest }) => digest ?? []))]
}
