/** A thing with a name, and where it is written. */
import type { ImageRepository, Pin, PolicySpec } from '../../model/policy.ts'
import type { Place, Problem } from '../../model/problem.ts'

/** An image (Flux: ImageRepository), a policy (ImagePolicy) or an environment (ImageUpdateAutomation). */
export type ThingKind = 'repository' | 'policy' | 'environment'

export interface Written {
  readonly kind: ThingKind
  /** As reports name it: `web`, `production:web`, `production`; of Flux's objects `namespace/name`. */
  readonly name: string
  /** Every word that means it, `name` included. */
  readonly words: readonly string[]
  /** The image as it is written; of environments none. */
  readonly image?: string
  /** Whether it is suspended, also by what it extends. */
  readonly suspended: boolean
  readonly pin?: Pin
  readonly place: Place
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
