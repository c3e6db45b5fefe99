/** A policy's own order, whichever it is (Flux: Policer). Each rule has a file of its own. */
import type { Dropped, PolicyChoice } from '../../model/policy.ts'
import type { ProblemCode } from '../../model/problem.ts'

export interface Rule {
  readonly kind: PolicyChoice['kind']
  /** What wins, as in "highest version in >=1.0.0 <2.0.0". */
  readonly sentence: string
  /** Chooses from distinct keys, of which there is at least one; their order does not matter. */
  readonly choose: (keys: readonly string[]) => Verdict
  /** Would the key be among those that can win? */
  readonly fits: (key: string) => boolean
  /** Above 0 where the rule puts `a` above `b`; undefined where it does not know one of them. */
  readonly compare: (a: string, b: string) => number | undefined
}

/** What a rule says of a list of keys. */
export interface Verdict {
  readonly outcome: Won | Lost
  readonly unparsable: Dropped
  readonly outOfRange: Dropped
}

export interface Won {
  readonly kind: 'won'
  readonly key: string
  /** The keys that came next, best first. */
  readonly runnersUp: readonly string[]
}

export interface Lost {
  readonly kind: 'lost'
  readonly code: ProblemCode
  readonly message: string
  readonly flux: string
}
