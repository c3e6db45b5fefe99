/** What stands where and what waits for what, for everything that a configuration names. */
import type { Environment } from './environment.ts'
import type { Gate } from './gate.ts'
import type { HoldReason } from './plan.ts'
import type { Listing, Pin, PolicyKey, Selection } from './policy.ts'
import type { Problem } from './problem.ts'

export interface Status {
  /** When registries were asked; absent where they were not. */
  readonly scanned?: Date
  readonly repositories: readonly RepositoryStatus[]
  readonly policies: readonly PolicyStatus[]
  readonly environments: readonly EnvironmentStatus[]
  /** By image: what promotion and pages are drawn from. */
  readonly images: readonly ImageStatus[]
}

/** An image whose tags are listed, under the name that its writer gave it. */
export interface RepositoryStatus {
  readonly name: string
  readonly image: string
  readonly suspended: boolean
  /** `skipped` where nobody needs its tags, or registries were not asked. */
  readonly listing: Listing
}

export interface PolicyStatus {
  readonly key: PolicyKey
  /** Absent for one of Flux that no automation has. */
  readonly environment?: string
  readonly image?: string
  readonly suspended: boolean
  readonly pin?: Pin
  /** Absent where no marker names the policy. */
  readonly selection?: Selection
  /** What stands in the files. */
  readonly versions: readonly string[]
}

export interface EnvironmentStatus {
  readonly environment: Environment
  readonly changes: number
  /** Why values are held, each reason once. */
  readonly held: { readonly values: number; readonly why: readonly HoldReason[] }
  readonly problems: readonly Problem[]
}

/** One image across environments, in the order of the configuration. */
export interface ImageStatus {
  readonly image: string
  readonly places: readonly ImagePlace[]
}

/** What one policy makes of the image in one environment. */
export interface ImagePlace {
  readonly environment: string
  readonly policy: PolicyKey
  /** Each version that stands in the files once: tags, or digests where no tag is written. */
  readonly versions: readonly string[]
  /** When the latest of them came, in milliseconds since 1970; told where environments take from one another. */
  readonly since?: number
  readonly waiting?: Waiting
}

/** What shall stand there. */
export interface Waiting {
  readonly version: string
  /** Where: the next run's commit, a pull request (open where it has a number), or held. */
  readonly where: 'commit' | 'request' | 'held'
  readonly request?: WaitingRequest
  readonly why?: HoldReason
  /** What lifts the hold. */
  readonly lift?: string
  /** What it goes through, where it is behind gates. */
  readonly gates?: readonly Gate[]
}

/** The pull request that brings it, where one is open. */
export interface WaitingRequest {
  readonly number: number
  readonly url: string
  /** When it was opened, in milliseconds since 1970, where that is known. */
  readonly openedAt?: number
}
