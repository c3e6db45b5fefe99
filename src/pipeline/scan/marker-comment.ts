/** What a comment says: a marker, something that was meant as one, or something else. */
import type { MarkerField } from '../../model/manifest.ts'
import type { PolicyKey } from '../../model/policy.ts'

export type CommentReading =
  | {
      readonly kind: 'marker'
      readonly policy: PolicyKey
      readonly field: MarkerField
      readonly setter: string
    }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'other' }

/** The long form of a marker: `{"$ref": "#/definitions/io.k8s.cli.setters.namespace:name"}` (kyaml fieldmeta.go). */
const longForm = '#/definitions/io.k8s.cli.setters.'

/** Is the comment worth reading? */
export function mentionsMarker(comment: string): boolean {
  return comment.includes('imagepolicy') || comment.includes(longForm)
}

/**
 * Reads a comment as kyaml does (fieldmeta.go, processShortHand): behind its `#`s one JSON object with texts in it, whose `$imagepolicy` is
 * `namespace:name`, or that with `:tag`, `:name` or `:digest`.
 */
export function readComment(comment: string): CommentReading {
  const text = comment.replace(/^#+/, '')
  const name = findName(text)
  if (name === undefined) return text.includes('$imagepolicy') ? malformed(text.trim()) : { kind: 'other' }
  const [namespace = '', policy = '', suffix = 'image', ...more] = name.split(':')
  const field = fields.get(suffix)
  if (
    !isName(namespace) ||
    !isName(policy) ||
    more.length > 0 ||
    (suffix === 'image' && name.endsWith(':image'))
  )
    return malformed(text.trim())
  if (!field) {
    const message = `The suffix ":${suffix}" of the marker ${name} is not known; there are :tag, :name and :digest.`
    return { kind: 'malformed', message }
  }
  return { kind: 'marker', policy: `${namespace}:${policy}`, field, setter: name }
}

const fields: ReadonlyMap<string, MarkerField> = new Map([
  ['image', 'image'],
  ['tag', 'tag'],
  ['name', 'name'],
  ['digest', 'digest'],
])

function malformed(text: string): CommentReading {
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text
  return {
    kind: 'malformed',
    message: `The comment ${shown} is not a marker. A marker is {"$imagepolicy": "namespace:name"} and nothing else.`,
  }
}

function isName(text: string): boolean {
  return text !== '' && !/\s/.test(text)
}

/** The setter that a comment names, or undefined. It goes through a URI reference on its way, so `%3A` is a colon. */
function findName(text: string): string | undefined {
  const object = parseTexts(text)
  const short = object?.get('$imagepolicy')
  const reference = object?.get('$ref')
  const long = reference?.startsWith(longForm) ? reference.slice(longForm.length) : undefined
  const name = short === undefined || short === '' ? long : short
  try {
    return name === undefined ? undefined : decodeURIComponent(name)
  } catch {
    return name
  }
}

/** The entries of a JSON object whose values are all texts; undefined for anything else. */
function parseTexts(text: string): ReadonlyMap<string, string> | undefined {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries: [string, unknown][] = Object.entries(value)
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? new Map(entries)
    : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
