/** What registries said, as a value: so that another process can go by the same answers. */
import type { ImageInspection } from './inspection.ts'
import { accessKey, type RegistryAccess } from './policy.ts'
import type { Problem } from './problem.ts'
import type { Digest, Tag } from './reference.ts'

/** What was asked: for the tags of an image, for the digest of one, or for what one says of itself. */
export interface RegistryQuestion {
  readonly ask: 'tags' | 'digest' | 'inspection'
  /** The canonical name. */
  readonly image: string
  /** Absent where tags are asked for. */
  readonly reference?: Tag | Digest
  readonly access?: RegistryAccess
}

/** A question with its answer, or with what kept the registry from answering. */
export type RegistryAnswer = RegistryQuestion &
  (
    | { readonly ask: 'tags'; readonly answer: readonly Tag[] }
    | { readonly ask: 'digest'; readonly answer: Digest }
    | { readonly ask: 'inspection'; readonly answer: ImageInspection }
    | { readonly problems: readonly [Problem, ...Problem[]] }
  )

/** The same for the same question: one image may be asked for in several ways, of which one works. */
export function questionKey({ ask, image, reference, access }: RegistryQuestion): string {
  return JSON.stringify([ask, image, reference, accessKey(access)])
}
