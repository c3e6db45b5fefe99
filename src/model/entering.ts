/** What wants to enter a branch, whoever brought it. */
import type { CommitStatus } from './commit-status.ts'
import type { CommitId } from './history.ts'

/** An open request into a branch. */
export interface Entering {
  readonly number: number
  /** The branch it comes from, in this repository or in a fork. */
  readonly head: string
  readonly isFromFork: boolean
  readonly body: string
  /** Its latest commit. */
  readonly tip: Tip
  /** What the merge queue made of it and the requests before it; absent where it is in none. */
  readonly queued?: Queued
}

/** A commit, and our own statuses at it; these are absent where they are not shown. */
export interface Tip {
  readonly commit: CommitId
  readonly statuses?: readonly CommitStatus[]
}

/** A commit of a merge queue, which holds what every request before it brings, too. */
export interface Queued extends Tip {
  /** Lower is merged earlier. */
  readonly position: number
}
