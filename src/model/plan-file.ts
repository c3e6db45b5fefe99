/** A plan that another process delivers: what registries said, and what stood where when they said it. */
import type { CommitId } from './history.ts'
import type { ExistingBump } from './plan.ts'
import type { PolicyKey } from './policy.ts'
import type { ImageName } from './reference.ts'
import type { RegistryAnswer } from './registry-answer.ts'

/** All that a plan file holds. It has no decision in it: whoever delivers decides again, by the same answers. */
export interface PlanFile extends Planned {
  /** `owner/name`; the empty text where it was not known. */
  readonly repository: string
  readonly answers: readonly RegistryAnswer[]
}

/** What a plan was made from, besides the answers. */
export interface Planned {
  readonly madeAt: Date
  readonly configuration: PlannedConfiguration
  /** The images that it looked at; all if absent. */
  readonly only?: readonly ImageName[]
  /** The values beside the markers of each policy, by the name of the environment. */
  readonly standing: ReadonlyMap<string, ReadonlyMap<PolicyKey, ReadonlySet<string>>>
  /** The heads of our own branches. */
  readonly heads: ReadonlyMap<string, CommitId>
}

export interface PlannedConfiguration {
  readonly file: string
  /** Where it was read; for people. */
  readonly commit?: CommitId
  /** Of all that it says, with what it includes. */
  readonly digest: string
}

/** Has somebody written or deleted the branch since the plan was made? Its answers may be older than that. */
export function isNewer(planned: Planned | undefined, name: string, { branch }: ExistingBump): boolean {
  return planned !== undefined && planned.heads.get(name) !== branch?.head
}
