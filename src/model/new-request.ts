/** What a pull request is opened, furnished and merged with. */
import type { MergeMethod } from './environment.ts'
import type { CommitId } from './history.ts'

export interface PullRequestText {
  readonly title: string
  readonly body: string
}

export interface NewPullRequest extends PullRequestText {
  readonly head: string
  readonly base: string
  readonly draft: boolean
}

export interface Furnishing {
  readonly body: string
  readonly labels: readonly string[]
  readonly reviewers: readonly string[]
  readonly teamReviewers: readonly string[]
  readonly assignees: readonly string[]
  /** Its title. */
  readonly milestone?: string
}

export interface Merge {
  readonly number: number
  /** Only if this is still its head. */
  readonly head: CommitId
  readonly method: MergeMethod
}
