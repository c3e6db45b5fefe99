/** What can be done to a key, and to a text. */
import type { Value } from './value.ts'

/** Keys from the map that is edited. */
export type Path = readonly string[]

/** A change of one key. */
export type YamlEdit = Put | Remove | Write

/** The key at the path has this value, whatever it had. */
export interface Put {
  readonly kind: 'put'
  readonly path: Path
  readonly value: Value
  /** Where a scalar stands instead of the key's map, it is short for a map with this key: `{ image: ..., suspend: true }`. */
  readonly short?: string
}

/** The key at the path is not there. */
export interface Remove {
  readonly kind: 'remove'
  readonly path: Path
  /** As for `put`: the scalar comes back where nothing else is left of what `put` made. */
  readonly short?: string
  /** A map that is left without keys goes too, and so on upwards. Else it stays, as `{}`. */
  readonly prune?: boolean
}

/** What stands behind the colon of a key that is there, up to the end of its value and of a comment behind that, gives way to the value. */
export interface Write {
  readonly kind: 'write'
  readonly path: Path
  readonly value: Value
  /** The value as a text that begins behind the colon. */
  readonly text?: string
}

/** The map that paths begin in: where it begins, 1-based, columns in UTF-16 units. The whole first document if absent. */
export interface Start {
  readonly line?: number
  readonly column?: number
}

/** A part of a text, and what stands there instead. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Why an edit is not made, and where that is seen. */
export interface Refusal {
  readonly refused: string
  readonly at: number
}
