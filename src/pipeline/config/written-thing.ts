/** A thing with a name, and how it is written. */
import type { NamedThing } from '../../model/named-thing.ts'
import type { ImageRepository, PolicySpec } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'

export interface Written extends NamedThing {
  readonly spot: OwnSpot | FluxSpot
}

/** An entry of our own file or of a fragment. */
export interface OwnSpot {
  readonly kind: 'own'
  readonly file: string
  /** Keys from the top of the file; for a policy that `'*'` stands for, those of the entry that it would have. */
  readonly path: readonly string[]
  /** What a text in its place is short for: `image` or `extends`. */
  readonly short?: 'image' | 'extends'
  /** What `'*'` says for it where it is not named, in the same file or the one that includes it. */
  readonly star?: unknown
  /** A policy of `policies`, which environments use by its name and which nothing can pin. */
  readonly isShared?: boolean
}

/** One of Flux's objects. It begins at the place. */
export interface FluxSpot {
  readonly kind: 'flux'
  readonly object: 'ImageRepository' | 'ImagePolicy' | 'ImageUpdateAutomation'
  /** The roots that it belongs to. */
  readonly roots: readonly string[]
  /** Of a policy, with the ImageRepository that it names. */
  readonly spec?: PolicySpec
  readonly repository?: ImageRepository
  /** Why a policy cannot be used as it is written. */
  readonly problem?: Problem
}
