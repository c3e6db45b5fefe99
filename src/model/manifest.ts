/** YAML files and the markers in them. */
import type { Place } from './problem.ts'
import type { PolicyKey } from './policy.ts'

/** A file as Git or the disk has it. Bytes are never decoded but to look at them. */
export interface SourceFile {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string
  /** Git's file mode: `100644`, `100755`. */
  readonly mode: string
  readonly bytes: Uint8Array
}

/** Byte offsets into a file, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * Which part of an image reference a marker wants: its suffix, or `image` for the whole. Flux has `tag`, `name` and `digest`; `registry` and
 * `repository` are the two halves of the name, for charts that keep them apart.
 */
export type MarkerField = 'image' | 'tag' | 'name' | 'digest' | 'registry' | 'repository'

/** The Kubernetes object that a marker stands in, as written in its document; absent parts are the empty text. */
export interface ObjectIdentity {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** A comment at a value: `# {"$imagepolicy": "namespace:name"}` or with one of the suffixes of `MarkerField`. */
export interface Marker {
  readonly policy: PolicyKey
  readonly field: MarkerField
  /** The marker's own word, `namespace:name[:suffix]`. */
  readonly setter: string
  /** Where the value begins. */
  readonly place: Place & { readonly line: number; readonly column: number }
  /** The bytes of the scalar, with its quotes. */
  readonly span: Span
  /** The scalar's text as YAML reads it. */
  readonly value: string
  readonly object: ObjectIdentity
}

/** The value that a policy wants in a field of that kind. */
export interface Setter {
  readonly policy: PolicyKey
  readonly field: MarkerField
  readonly value: string
}

/** A file with its markers in document order. */
export interface Manifest {
  readonly file: SourceFile
  readonly markers: readonly Marker[]
}
