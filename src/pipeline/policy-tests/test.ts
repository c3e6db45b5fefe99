/** A policy test as a value, whatever file it came from. */
import type { PolicyKey, PolicySpec } from '../../model/policy.ts'
import type { Place } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import type { Expectation } from './written.ts'

export interface PolicyTest {
  readonly name: string
  readonly place: Place
  readonly policy: TestedPolicy
  /** Each once; their order does not matter. */
  readonly tags: readonly Tag[]
  /** RE2 patterns of tags that are dropped first; nothing else is. */
  readonly exclusionList: readonly string[]
  /** A tag to weigh against the winner. */
  readonly current?: Tag
  readonly expect?: Expectation
}

/** What is tested: a spec, or the one of a policy in the configuration or in Flux's manifests. */
export type TestedPolicy =
  | { readonly kind: 'written'; readonly spec: PolicySpec }
  | {
      readonly kind: 'named'
      readonly key: PolicyKey
      /** The name of the root in whose Flux manifests alone it is looked for. */
      readonly root?: string
      readonly place: Place
    }
