/** Markers and selections -> the changes they ask for. */
import type { Manifest, Marker, MarkerField, Setter } from '../../model/manifest.ts'
import type { Change } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import {
  formatImageReference,
  formatRegistry,
  type ImageReference,
  isTag,
  splitAlias,
} from '../../model/reference.ts'

/** In file and document order; a value that is already right makes no change. */
export function wantedChanges(
  manifests: readonly Manifest[],
  selections: readonly Selection[],
): readonly Change[] {
  const chosen = new Map(
    selections
      .filter(isSelected)
      .filter(isWritable)
      .map(({ policy, latest }) => [policy.key, latest]),
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

/** Flux fails its whole run at such a reference ("encountered invalid image ref"); here it costs its own policy. */
export function tagProblems(selections: readonly Selection[]): readonly Problem[] {
  return selections
    .filter(isSelected)
    .filter((each) => !isWritable(each))
    .map(({ policy, latest }) => ({
      code: 'tag-invalid',
      level: 'error',
      message: `${policy.key}: ${JSON.stringify(latest.tag)} is not a tag that an image reference can have.`,
      ...(policy.place && { place: policy.place }),
    }))
}

type Selected = Extract<Selection, { readonly kind: 'selected' }>

function isSelected(selection: Selection): selection is Selected {
  return selection.kind === 'selected'
}

/** A registry may list any text. */
function isWritable({ latest }: Selected): boolean {
  return isTag(latest.tag)
}

/** Flux would drop the alias of `alias=image`, and Argo CD then replaces another image or none. */
function wantedValue({ policy, field, value }: Marker, latest: ImageReference): string {
  const alias = field === 'image' ? splitAlias(value).alias : ''
  return alias + setterOf(policy, field, latest).value
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
    case 'registry':
      return { policy, field, value: formatRegistry(latest.name) }
    case 'repository':
      return { policy, field, value: latest.name.repository }
  }
}
