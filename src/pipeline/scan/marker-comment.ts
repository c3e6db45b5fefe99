/** What a comment says: a marker, something that was meant as one, or something else. */
import { findJson } from '../../model/json.ts'
import { distance } from 'fastest-levenshtein'
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
  return /imagepolicy/i.test(comment) || comment.includes(longForm) || isNear(comment)
}

/**
 * Reads a comment as kyaml does (fieldmeta.go, processShortHand): behind its `#`s one JSON object with texts in it, whose `$imagepolicy` is
 * `namespace:name`, or that with the suffix of a field; `:registry` and `:repository` are ours.
 */
export function readComment(comment: string): CommentReading {
  const text = comment.replace(/^#+/, '')
  const name = findName(text)
  if (name === undefined)
    return spelledLikeOne.test(text) || isNear(text) ? malformed(text.trim()) : { kind: 'other' }
  const [namespace = '', policy = '', suffix, ...more] = name.split(':')
  if (!isName(namespace) || !isName(policy) || more.length > 0) return malformed(text.trim())
  const field = suffix === undefined ? 'image' : suffixes.find((each) => each === suffix)
  if (field) return { kind: 'marker', policy: `${namespace}:${policy}`, field, setter: name }
  const known = suffixes.map((each) => `:${each}`).join(', ')
  return {
    kind: 'malformed',
    message: `The suffix ":${suffix}" of the marker ${name} is not known; there are ${known}.`,
  }
}

const suffixes = ['tag', 'name', 'digest', 'registry', 'repository'] as const satisfies readonly MarkerField[]

/** The key of a marker, or what people write instead. */
const spelledLikeOne = /\$imagepolicy|["']imagepolicy["']/i

/** Does it begin like a marker, with a word that is two or three letters off? */
function isNear(comment: string): boolean {
  const word = /^[#\s]*\{\s*["'](\$[\w-]{7,14})["']\s*:/.exec(comment)?.[1]?.toLowerCase()
  return word !== undefined && distance(word, '$imagepolicy') <= 3
}

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
  const value = findJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const entries: [string, unknown][] = Object.entries(value)
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? new Map(entries)
    : undefined
}
