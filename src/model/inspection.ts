/** What an image says of itself. */
import type { Digest } from './reference.ts'

/**
 * Read from the manifest and the configuration of an image. What its builder wrote there is no more than a claim, in text that
 * nobody has checked: `source` may be any address, or none.
 */
export interface ImageInspection {
  /** Of what was asked for; for a multi-platform image that of its index. */
  readonly digest: Digest
  /** As `linux/amd64` or `linux/arm/v7`, each once, in the image's order; none for an artifact that is no image. */
  readonly platforms: readonly string[]
  /** When it was built (ISO 8601, UTC). Left out where reproducible builds wrote a time before there were images. */
  readonly created?: string
  /** Where its source code lives (`org.opencontainers.image.source`). */
  readonly source?: string
  /** The commit that it was built from (`org.opencontainers.image.revision`). */
  readonly revision?: string
  /** What its builder calls this version (`org.opencontainers.image.version`). */
  readonly version?: string
}
