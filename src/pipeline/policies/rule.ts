/** A policy's own order, whichever it is (Flux: Policer). Each rule has a file of its own. */
import type { Range } from '../../languages/semver/semver.ts'
import type { Dropped, PolicyChoice } from '../../model/policy.ts'
import type { ProblemCode } from '../../model/problem.ts'

export interface Rule {
  readonly kind: PolicyChoice['kind']
  /** Which versions fit, where versions are compared. */
  readonly range?: Range
  /** What wins, as in "highest version in >=1.0.0 <2.0.0". */
  readonly sentence: string
  /** Chooses from distinct keys, of which there is at least one; their order does not matter. */
  readonly choose: (keys: readonly string[]) => Verdict
  /** Why the key is not among those that can win; undefined where it is. */
  readonly objection: (key: string) => Objection | undefined
  /** Above 0 where the rule puts `a` above `b`; undefined where it does not know one of them. */
  readonly compare: (a: string, b: string) => number | undefined
  /** What the rule likes in the winner, of two keys that fit: "1.10.0 is the higher version". */
  readonly preference: (winner: string, loser: string) => string
}

/** What keeps a key from winning, whatever the others are. */
export interface Objection {
  readonly stage: 'not-parsable' | 'out-of-range'
  /** As in "is outside the range >=2". */
  readonly predicate: string
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
  /** The key at fault, where it is one. */
  readonly key?: string
}
