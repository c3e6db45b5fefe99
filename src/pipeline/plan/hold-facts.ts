/** What the reasons for holding a change look at. */
import type { OwnBranch } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { HistoryCommit } from '../../model/history.ts'
import type { Change, ExistingBump, Hold } from '../../model/plan.ts'
import type { Planned } from '../../model/plan-file.ts'
import type { PolicyKey, Selection, Weighed } from '../../model/policy.ts'
import type { BranchRules } from '../../model/pull-request.ts'
import type { Problem } from '../../model/problem.ts'
import type { AllProven } from '../../model/promotion.ts'
import type { Freeze } from '../../model/request.ts'
import type { ImageReference } from '../../model/reference.ts'
import type { Bypass } from '../../model/scanned.ts'

/** What is known of an environment and its surroundings. */
export interface HoldFacts {
  readonly environment: Environment
  readonly selections: readonly Selection[]
  /** By the name of the bump branch; undefined where nothing is asked, as for files on disk. */
  readonly existing: ReadonlyMap<string, ExistingBump> | undefined
  /** What guards its branch; undefined where nothing is asked. */
  readonly rules: BranchRules | undefined
  /** Commits that touched files with a wanted change, newest first. */
  readonly commits: readonly HistoryCommit[]
  readonly bypasses: readonly Bypass[]
  readonly gates: GateFacts
  readonly suspend: boolean
  /** What Flux fails the whole automation at, in the files. */
  readonly fatal: readonly Problem[]
  /** The plan that is delivered, where one was made before. */
  readonly planned?: Planned | undefined
}

/** What one policy wants: all of its changes in the environment. */
export interface Wish {
  readonly policy: PolicyKey
  readonly wanted: ImageReference
  readonly weighed: readonly Weighed[]
  /** Where they would go; undefined for a commit straight to the branch. */
  readonly bump: OwnBranch | undefined
  readonly changes: readonly Change[]
}

export type Reason = Pick<Hold, 'why' | 'lift'>

/** What gates are judged by. */
export interface GateFacts {
  readonly proven: AllProven
  /** Milliseconds since 1970. */
  readonly now: number
  readonly freeze?: Freeze | undefined
}
