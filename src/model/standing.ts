/** Which version stands at a marker, as far as its value tells one. */
import type { Marker } from './manifest.ts'
import { type Digest, isDigest, parseImageReference, splitAlias, type Tag } from './reference.ts'
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
