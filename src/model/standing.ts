/** Which version stands at a marker, as far as its value tells one, and in a file. */
import type { Manifest, Marker } from './manifest.ts'
import type { PolicyKey } from './policy.ts'
import {
  type Digest,
  formatImageName,
  isDigest,
  parseImageReference,
  splitAlias,
  type Tag,
} from './reference.ts'
import { unlessProblem } from './thrown.ts'

/** Of a whole image both may be told. Values that are no reference tell nothing, and nothing is checked of a tag that stands alone. */
export interface Standing {
  readonly tag?: Tag
  readonly digest?: Digest
}

/** Reads the value of a marker by its field. */
export function standsAt({ field, value }: Marker): Standing {
  switch (field) {
    case 'tag':
      return value === '' ? {} : { tag: value }
    case 'digest':
      return isDigest(value) ? { digest: value } : {}
    case 'image':
      return referenced(splitAlias(value).image)
    case 'name':
    case 'registry':
    case 'repository':
      return {}
  }
}

function referenced(value: string): Standing {
  const { tag = '', digest } = unlessProblem(() => parseImageReference(value)) ?? {}
  return { ...(tag !== '' && { tag }), ...(digest !== undefined && { digest }) }
}

/** The tags that stand beside the markers of each policy, each once, in the order of the files. A policy whose values say no tag has none: a digest alone is not the empty tag. */
export function tagsStanding(manifests: readonly Manifest[]): ReadonlyMap<PolicyKey, ReadonlySet<Tag>> {
  const found = new Map<PolicyKey, Set<Tag>>()
  for (const marker of manifests.flatMap(({ markers }) => markers)) {
    const tags = found.get(marker.policy) ?? new Set()
    found.set(marker.policy, tags)
    const { tag } = standsAt(marker)
    if (tag !== undefined) tags.add(tag)
  }
  return found
}

/** A tag that stands in a file, with the digest beside it. `name` is absent where the fields do not say the image. */
export interface StandingReference {
  readonly tag: Tag
  readonly digest?: Digest
  /** Canonical. */
  readonly name?: string
}

/** What stands in one file, by policy. A field for the tag alone goes with the one digest that the policy's fields have there, if there is one. */
export function standingIn({ markers }: Manifest): ReadonlyMap<PolicyKey, readonly StandingReference[]> {
  const keys = new Set(markers.map(({ policy }) => policy))
  return new Map([...keys].map((key) => [key, standingOf(markers.filter(({ policy }) => policy === key))]))
}

function standingOf(fields: readonly Marker[]): readonly StandingReference[] {
  const digests = new Set(
    fields.filter(({ field, value }) => field === 'digest' && isDigest(value)).map(({ value }) => value),
  )
  const [digest] = digests.size === 1 ? digests : []
  return fields.flatMap(({ field, value }): readonly StandingReference[] => {
    if (field === 'tag') return value === '' ? [] : [{ tag: value, ...(digest !== undefined && { digest }) }]
    return field === 'image' ? wholeImage(value) : []
  })
}

function wholeImage(value: string): readonly StandingReference[] {
  const reference = unlessProblem(() => parseImageReference(splitAlias(value).image))
  if (reference === undefined) return []
  const { name, ...rest } = reference
  return rest.tag === '' && rest.digest === undefined ? [] : [{ ...rest, name: formatImageName(name) }]
}
