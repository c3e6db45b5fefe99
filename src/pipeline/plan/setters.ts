/** Markers and selections -> the changes they ask for. */
import type { Manifest, MarkerField, Setter } from '../../model/manifest.ts'
import type { Change } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import { formatImageReference, type ImageReference } from '../../model/reference.ts'

/** In file and document order; a value that is already right makes no change. */
export function wantedChanges(
  manifests: readonly Manifest[],
  selections: readonly Selection[],
): readonly Change[] {
  const chosen = new Map(
    selections.flatMap((each) => (each.kind === 'selected' ? [[each.policy.key, each.latest]] : [])),
  )
  return manifests
    .flatMap(({ markers }) => markers)
    .flatMap((marker) => {
      const latest = chosen.get(marker.policy)
      if (latest === undefined) return []
      const to = setterOf(marker.policy, marker.field, latest).value
      return to === marker.value ? [] : [{ marker, to }]
    })
}

/** Flux: image-automation-controller internal/update/setters.go; a digest that is not reflected is the empty text. */
export function setterOf(policy: Setter['policy'], field: MarkerField, latest: ImageReference): Setter {
  switch (field) {
    case 'image':
      return { policy, field, value: formatImageReference(latest) }
    case 'name':
      return { policy, field, value: latest.name.text }
    case 'tag':
      return { policy, field, value: latest.tag }
    case 'digest':
      return { policy, field, value: latest.digest ?? '' }
  }
}
