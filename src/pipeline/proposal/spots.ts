/** Which scalars of a file name an image, by the keys they stand at: whole images, and names with their tags apart. */
import type { FoundScalar } from '../../languages/yaml/yaml.ts'
import type { MarkerField } from '../../model/manifest.ts'
import { problemsOf } from '../../model/problem.ts'
import { type ImageReference, parseImageReference, splitAlias } from '../../model/reference.ts'

/** A place that names an image: `at` is the value that holds its tag, or the one that lacks it. */
export type Spot =
  | {
      readonly kind: 'use'
      readonly at: FoundScalar
      readonly what: string
      readonly reference: ImageReference
      readonly fields: readonly { readonly field: MarkerField; readonly scalar: FoundScalar }[]
      readonly replaces?: string
    }
  | { readonly kind: 'no-use'; readonly at: FoundScalar; readonly what: string; readonly why: string }

/** In the order of the file. */
export function findSpots(scalars: readonly FoundScalar[]): readonly Spot[] {
  const maps = [...groupByMap(scalars).values()]
  const apart = [...maps.flatMap((map) => findApart(map) ?? []), ...findArtifacts(scalars)]
  const taken = new Set(apart.flatMap(({ parts }) => parts))
  const whole = scalars.filter((scalar) => isImageKey(scalar) && !taken.has(scalar))
  const spots = [...apart.map(({ spot }) => spot), ...whole.flatMap((scalar) => readWhole(scalar) ?? [])]
  return spots.toSorted((one, other) => one.at.span.start - other.at.span.start)
}

/** The scalars of a map by their keys. */
type MapOfScalars = ReadonlyMap<string, FoundScalar>

function groupByMap(scalars: readonly FoundScalar[]): ReadonlyMap<string, MapOfScalars> {
  const maps = new Map<string, Map<string, FoundScalar>>()
  for (const scalar of scalars) {
    const key = scalar.path.at(-1)
    if (typeof key !== 'string') continue
    const parent = JSON.stringify([scalar.document, ...scalar.path.slice(0, -1)])
    const map = maps.get(parent) ?? new Map<string, FoundScalar>()
    maps.set(parent, map.set(key, scalar))
  }
  return maps
}

/** A name and a tag in values of their own, and the scalars that say so. */
interface Apart {
  readonly spot: Spot
  readonly parts: readonly FoundScalar[]
}

/** Kustomize's `images`, and what nearly all charts do: `repository` and `tag`, with `registry` before or `digest` behind. */
function findApart(map: MapOfScalars): Apart | undefined {
  const newTag = map.get('newTag')
  const tag = newTag ?? map.get('tag') ?? map.get('imageTag')
  const named = newTag ? (map.get('newName') ?? map.get('name')) : nameIn(map)
  const digest = map.get('digest')
  const at = tag ?? (digest && isKustomizeImage(digest) ? digest : undefined)
  if (at !== undefined && named === undefined && /image$/i.test(String(at.path.at(-2))))
    return { spot: noUse(at, at.text, 'nothing beside it says which image it is of'), parts: [at] }
  if (at === undefined || named === undefined) return undefined
  const registry = newTag === undefined ? textOf(map.get('registry')) : ''
  const name = `${registry === '' ? '' : `${registry}/`}${named.text}`
  const parts = [named, at]
  if (isVariable(name) || isVariable(at.text))
    return { spot: noUse(at, `${name}:${at.text}`, variable), parts }
  if (tag === undefined) return { spot: noUse(at, `${name}@${at.text}`, digestOnly), parts }
  if (tag.text === '')
    return { spot: noUse(tag, name, 'its tag is empty, so something else chooses it'), parts }
  const pinned = textOf(digest)
  const reference = findReference(`${name}:${tag.text}${pinned === '' ? '' : `@${pinned}`}`)
  if (reference === undefined || reference.tag !== tag.text) return undefined
  const fields = [
    { field: 'tag' as const, scalar: tag },
    ...(digest && pinned !== '' ? [{ field: 'digest' as const, scalar: digest }] : []),
  ]
  const replaced = newTag && map.get('name')
  return {
    spot: {
      kind: 'use',
      at: tag,
      what: `${name}:${tag.text}`,
      reference,
      fields,
      ...(replaced && { replaces: replaced.text }),
    },
    parts,
  }
}

/** Flux's OCIRepository: charts and manifests lie in registries as images do. */
function findArtifacts(scalars: readonly FoundScalar[]): readonly Apart[] {
  return scalars.flatMap((tag): readonly Apart[] => {
    if (tag.path.at(-1) !== 'tag' || tag.path.at(-2) !== 'ref' || tag.text === '') return []
    const above = JSON.stringify([...tag.path.slice(0, -2), 'url'])
    const url = scalars.find(
      ({ document, path }) => document === tag.document && JSON.stringify(path) === above,
    )
    const name = /^oci:\/\/(.*)$/.exec(url?.text ?? '')?.[1]
    const reference =
      name === undefined || isVariable(name) ? undefined : findReference(`${name}:${tag.text}`)
    if (reference === undefined || reference.tag !== tag.text) return []
    const spot = { kind: 'use', at: tag, what: `${name}:${tag.text}`, reference } as const
    return [{ spot: { ...spot, fields: [{ field: 'tag', scalar: tag }] }, parts: [] }]
  })
}

/** `image: {name, tag}` and `image: ghcr.io/acme/web` beside `tag` are seen as well. */
function nameIn(map: MapOfScalars): FoundScalar | undefined {
  const image = map.get('image')
  const name = map.get('name') ?? map.get('newName')
  const isImage = name && (/^images?$/i.test(String(name.path.at(-2))) || isKustomizeImage(name))
  return (
    map.get('repository') ??
    (image && !hasTag(image.text) ? image : undefined) ??
    (isImage ? name : undefined)
  )
}

/** An item of a list called `images`. */
function isKustomizeImage({ path }: FoundScalar): boolean {
  return path.at(-3) === 'images' && typeof path.at(-2) === 'number'
}

function textOf(scalar: FoundScalar | undefined): string {
  return scalar?.text ?? ''
}

function hasTag(text: string): boolean {
  return /:[^/]*$|@/.test(text)
}

/** `image`, CloudNativePG's `imageName`, and the list of an Argo CD Application's `kustomize.images`. */
function isImageKey({ path }: FoundScalar): boolean {
  if (/^image(Name)?$/.test(String(path.at(-1)))) return true
  return typeof path.at(-1) === 'number' && path.at(-2) === 'images' && path.at(-3) === 'kustomize'
}

function readWhole(scalar: FoundScalar): Spot | undefined {
  const { text } = scalar
  if (isVariable(text)) return noUse(scalar, text, variable)
  if (/^[/.]|:\/\/|\.(?:png|jpe?g|gif|svg|webp|ico|iso|img|qcow2)$/i.test(text)) return undefined
  const reference = findReference(splitAlias(text).image)
  if (reference === undefined) return undefined
  if (reference.tag !== '')
    return { kind: 'use', at: scalar, what: text, reference, fields: [{ field: 'image', scalar }] }
  const why = reference.digest === undefined ? 'it has no tag, which means latest' : digestOnly
  return noUse(scalar, text, why)
}

function noUse(at: FoundScalar, what: string, why: string): Spot {
  return { kind: 'no-use', at, what, why }
}

const digestOnly =
  'a digest alone says nothing of what is newer; write the tag it belongs to before it, as in name:1.2.3@sha256:…'
const variable = 'something else fills it in; mark the value where it comes from'

/** Of Helm and other templates, of Tekton, of a shell or Flux's postBuild. */
function isVariable(text: string): boolean {
  return /\{\{|\$\(|\$\{|\{%|<%/.test(text)
}

function findReference(text: string): ImageReference | undefined {
  try {
    return parseImageReference(text)
  } catch (thrown) {
    problemsOf(thrown)
    return undefined
  }
}
