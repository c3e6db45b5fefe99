/** What a run has seen and done. The doors print it; CONTRACTS says what programs may read of it. */
import type { CommitId } from './history.ts'
import type { EnvironmentPlan, PlannedCommit } from './plan.ts'
import type { Selection } from './policy.ts'
import type { Problem } from './problem.ts'
import type { ImageStatus } from './status.ts'
import type { Identity } from './pull-request.ts'

/** What became of one parcel, or of one environment's part of it. */
export interface Publication {
  readonly environment: string
  readonly group?: string
  readonly kind: 'unchanged' | 'planned' | 'committed' | 'proposed' | 'closed' | 'failed'
  /** The branch that was or would be written. */
  readonly branch: string
  readonly commit?: CommitId
  readonly request?: {
    readonly number: number
    readonly url: string
    readonly operation: 'created' | 'updated' | 'unchanged' | 'closed'
  }
  /** The request's body, where this run wrote it after it had found the request as it should be. */
  readonly body?: string
  readonly problem?: Problem
  /** What else is wrong: beside the problem, or what could not be done and cost nothing else. */
  readonly warnings?: readonly Problem[]
}

/** What is told of a commit, whatever became of it: whose it is, and the branch that it was for. */
export function aboutCommit(
  { environment, group }: Pick<PlannedCommit, 'environment' | 'group'>,
  branch: string,
): Pick<Publication, 'environment' | 'group' | 'branch'> {
  return { environment: environment.name, ...(group !== undefined && { group }), branch }
}

/** An environment's selections, with its name. */
export interface EnvironmentSelections {
  readonly environment: string
  readonly selections: readonly Selection[]
}

/** Those of one environment, by its name; none where it is not among them. */
export function selectionsOf(
  environment: string,
  all: readonly EnvironmentSelections[],
): EnvironmentSelections['selections'] {
  return all.find((each) => each.environment === environment)?.selections ?? []
}

/** A request of ours that is open when the run ends. */
export interface OpenRequest {
  readonly environment: string
  /** The branch that it comes from. */
  readonly branch: string
  readonly number: number
  readonly url: string
  /** Absent of one that this run opened. */
  readonly title?: string
  /** Milliseconds since 1970. */
  readonly openedAt?: number
  readonly approved: boolean
  /** Armed, in a queue, or opened to be. */
  readonly mergesItself: boolean
}

export interface RunReport {
  readonly environments: readonly EnvironmentPlan[]
  readonly selections: readonly EnvironmentSelections[]
  readonly publications: readonly Publication[]
  /** Problems of the run, its configuration, its policies and its files; those of one environment's files stand there. */
  readonly problems: readonly Problem[]
  /** What stands where, and what waits. */
  readonly images?: readonly ImageStatus[]
  /** Requests sent, a host. */
  readonly requests: ReadonlyMap<string, number>
  /** Whose token was used; absent where it was not asked for. */
  readonly identity?: Identity
  /** Requests of ours that are open now; absent where nobody asked for them. */
  readonly open?: readonly OpenRequest[]
  /** When the run began, in milliseconds since 1970, and how many it took. */
  readonly began?: number
  readonly took?: number
}
