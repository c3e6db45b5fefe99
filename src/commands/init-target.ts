/** Where a proposal goes: into our own file. */
import type { RewrittenFile } from '../model/plan.ts'
import type { PolicyKey } from '../model/policy.ts'
import { formatOwnFile, type Proposal } from '../pipeline/proposal/proposal.ts'
import { newFile } from './new-file.ts'

/** A way to write a proposal down. */
export interface InitTarget {
  /** The marker's words for a policy of an environment. */
  readonly keyOf: (environment: string, policy: string) => PolicyKey
  readonly filesFor: (proposal: Proposal) => readonly RewrittenFile[]
  /** What a person does now. */
  readonly next: readonly string[]
}

/** Takes the path of the configuration. */
export function ownTarget(config: string): InitTarget {
  return {
    keyOf: (environment, policy) => `${environment}:${policy}`,
    filesFor: (proposal) => [newFile(config, formatOwnFile(proposal))],
    next: ['Then: image-bump plan shows what a run would do; commit, and the workflow does it.'],
  }
}
