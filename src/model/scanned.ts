/** Environments as they were found in files, and what the registries said of their images. */
import type { Environment } from './environment.ts'
import type { Manifest } from './manifest.ts'
import type { CommitId } from './plan.ts'
import type { Listing } from './policy.ts'
import type { Problem } from './problem.ts'

/** An environment as it was found: its manifests with the markers that its policies own. */
export interface ScannedEnvironment {
  readonly environment: Environment
  /** The commit that was read; undefined for files on disk. */
  readonly base?: CommitId
  readonly manifests: readonly Manifest[]
  readonly problems: readonly Problem[]
}

/** All that `scan` saw. */
export interface Scanned {
  readonly environments: readonly ScannedEnvironment[]
  /** By the canonical name of the image; an image that no marker needs is absent. */
  readonly listings: ReadonlyMap<string, Listing>
}
