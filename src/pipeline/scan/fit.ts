/** Does what a marker writes fit the key and the value that it stands at? It is obeyed in any case, as Flux does. */
import type { MarkerField } from '../../model/manifest.ts'
import { splitAlias } from '../../model/reference.ts'

/** Where a value stands and what it is. */
export interface Spot {
  readonly path: readonly (string | number)[]
  readonly value: string
}

/** Why a field does not fit, to be read behind "The marker ..."; undefined if nothing speaks against it. */
export function findMisfit(field: MarkerField, { path, value }: Spot): string | undefined {
  const key = path.at(-1)
  const fitting = typeof key === 'string' ? takes.get(key) : undefined
  if (fitting !== undefined && !fitting.includes(field) && !isOwnMeaning(field, { path, value })) {
    return `writes ${words[field]}, and the key ${key} takes ${fitting.map((each) => words[each]).join(' or ')}.`
  }
  const { image } = splitAlias(value)
  const standing = image === '' ? undefined : (neverTaken(field, image) ?? losses[field](image))
  return standing && `writes ${words[field]}, and ${standing} stands there.`
}

/** What keys take that mean the same wherever they stand: those of kustomize, of Pods, and of nearly all charts. */
const takes: ReadonlyMap<string, readonly MarkerField[]> = new Map([
  ['newTag', ['tag']],
  ['tag', ['tag']],
  ['imageTag', ['tag']],
  ['newName', ['name', 'repository']],
  ['digest', ['digest']],
  ['newDigest', ['digest']],
  ['registry', ['registry']],
  ['repository', ['name', 'repository']],
  ['image', ['image', 'name', 'repository']],
])

const words = {
  image: 'a whole image',
  tag: 'a tag',
  name: 'a name',
  digest: 'a digest',
  registry: 'a registry',
  repository: 'a repository',
} as const satisfies Record<MarkerField, string>

/** What would be lost or taken for something else if a field took the place of an image, a part of one, or anything else. */
const losses = {
  image: (value) => (isVersion(value) ? 'a version' : isDigest(value) ? 'a digest' : undefined),
  tag: (value) =>
    isDigest(value) ? 'a digest' : /[/@]/.test(value) ? 'an image or more than a tag' : undefined,
  name: (value) => (isVersion(value) ? 'a version' : hasTag(value) ? 'an image with its tag' : undefined),
  digest: (value) => (isVersion(value) ? 'a version' : value.includes('/') ? 'an image' : undefined),
  registry: (value) => (value.includes('/') ? 'more than a registry' : undefined),
  repository: (value) =>
    isVersion(value)
      ? 'a version'
      : hasTag(value)
        ? 'an image with its tag'
        : /^[^/]*[.:][^/]*\//.test(value)
          ? 'a name with its registry'
          : undefined,
} as const satisfies Record<MarkerField, (value: string) => string | undefined>

/** What is no part of an image in any field. What people put where a value is still to come is nothing to lose. */
function neverTaken(field: MarkerField, value: string): string | undefined {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(value)) return 'an address with a scheme'
  if (/\S\s+\S/.test(value)) return 'a text of several words'
  const isPlaceholder = /[$%<>]|@@|__/.test(value)
  return field === 'image' && !isPlaceholder && /[^\w.:/@+[\]-]/.test(value.trim()) ? 'no image' : undefined
}

/** Some charts call a tag `image`. Where one stands there already that is no mistake, but that containers of Pods never do so. */
function isOwnMeaning(field: MarkerField, { path, value }: Spot): boolean {
  const inPod = path.some((step) => typeof step === 'string' && /^(init|ephemeral)?containers$/i.test(step))
  return path.at(-1) === 'image' && field === 'tag' && !inPod && /^[^/:@]*\d[^/:@]*$/.test(value)
}

function isVersion(value: string): boolean {
  return /^v?\d+(\.\d+)+([-+][\w.-]*)?$/.test(value)
}

function isDigest(value: string): boolean {
  return /^sha\d+:/.test(value)
}

function hasTag(value: string): boolean {
  return /:[^/]*$|@/.test(value)
}
