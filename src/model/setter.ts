/** What a policy wants in its marked fields. */
import type { Manifest, Marker, MarkerField, Setter } from './manifest.ts'
import type { Change } from './plan.ts'
import type { Selection } from './policy.ts'
import type { CarriedBump } from './request-state.ts'
import { formatImageReference, formatRegistry, type ImageReference, isTag, splitAlias } from './reference.ts'

/** In file and document order; a value that is already right makes no change. */
export function wantedChanges(
  manifests: readonly Manifest[],
  selections: readonly Selection[],
): readonly Change[] {
  const chosen = new Map(
    selections.flatMap((each) => {
      const wanted = findWanted(each)
      return wanted === undefined ? [] : [[each.policy.key, wanted] as const]
    }),
  )
  return manifests
    .flatMap(({ markers }) => markers)
    .flatMap((marker) => {
      const latest = chosen.get(marker.policy)
      if (latest === undefined) return []
      const to = wantedValue(marker, latest)
      return to === marker.value ? [] : [{ marker, to }]
    })
}

/** The versions that changes bring, one a policy, in the order of the selections. */
export function wantedBumps(
  changes: readonly Change[],
  selections: readonly Selection[],
): readonly CarriedBump[] {
  const policies = new Set(changes.map(({ marker }) => marker.policy))
  return selections.flatMap((selection): readonly CarriedBump[] => {
    const policy = selection.policy.key
    const wanted = policies.has(policy) ? findWanted(selection) : undefined
    if (wanted === undefined) return []
    const { tag, digest } = wanted
    return [{ policy, tag, ...(digest !== undefined && { digest }) }]
  })
}

/**
 * The reference that shall stand in the files: what was selected, or what an open request carries for a policy that is not decided.
 * A registry may list any text as a tag; what no reference can have is not wanted.
 */
export function findWanted(selection: Selection): ImageReference | undefined {
  const wanted = selection.kind === 'selected' ? selection.latest : carriedBy(selection)
  return wanted !== undefined && isTag(wanted.tag) ? wanted : undefined
}

function carriedBy(selection: Selection): ImageReference | undefined {
  return selection.kind === 'undecided' ? selection.carried : undefined
}

/** Flux would drop the alias of `alias=image`, and Argo CD then replaces another image or none. */
function wantedValue({ policy, field, value }: Marker, latest: ImageReference): string {
  const alias = field === 'image' ? splitAlias(value).alias : ''
  return alias + setterOf(policy, field, latest).value
}

/** Flux: image-automation-controller internal/update/setters.go; a digest that is not reflected is the empty text. */
function setterOf(policy: Setter['policy'], field: MarkerField, latest: ImageReference): Setter {
  switch (field) {
    case 'image':
      return { policy, field, value: formatImageReference(latest) }
    case 'name':
      return { policy, field, value: latest.name.text }
    case 'tag':
      return { policy, field, value: latest.tag }
    case 'digest':
      return { policy, field, value: latest.digest ?? '' }
    case 'registry':
      return { policy, field, value: formatRegistry(latest.name) }
    case 'repository':
      return { policy, field, value: latest.name.repository }
  }
}
