/** What people give a name in a configuration, and may suspend or pin by that name. */
import type { Pin } from './policy.ts'
import type { Place } from './problem.ts'

/** An image (Flux: ImageRepository), a policy (ImagePolicy) or an environment (ImageUpdateAutomation). */
export type ThingKind = 'repository' | 'policy' | 'environment'

/** As the command line calls them. */
export const thingWords: Readonly<Record<ThingKind, string>> = {
  repository: 'image',
  policy: 'policy',
  environment: 'environment',
}

export interface NamedThing {
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
}
