/** What `recall` found: what earlier runs and people have under way. */
import type { Past } from './history.ts'
import type { ExistingBump } from './plan.ts'
import type { BranchRules, Identity } from './pull-request.ts'

export interface UnderWay {
  /** By the name of the bump branch; one that could not be asked for is absent. */
  readonly existing: ReadonlyMap<string, ExistingBump>
  /** What guards the branches that requests want to enter, by branch. */
  readonly rules: ReadonlyMap<string, BranchRules>
  /** What became of the files that are to change, by the name of the environment. */
  readonly past: ReadonlyMap<string, Past>
  /** Whose token the run uses; asked only where something is or may be written, and absent where that cannot be known. */
  readonly identity?: Identity
}
