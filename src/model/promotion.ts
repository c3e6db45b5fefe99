/** Promotion: an environment takes only what others have run, and what it is proved by. */
import type { Signal } from './commit-status.ts'
import { areOpen, type Gate } from './gate.ts'
import type { CommitId } from './history.ts'
import type { Dropped, PolicyKey } from './policy.ts'
import type { Problem } from './problem.ts'
import type { Digest, Tag } from './reference.ts'
import { formatDuration } from './time.ts'

/** What an environment's `from` says. */
export interface Promotion {
  readonly sources: readonly PromotionSource[]
  /** Must a reference be proved by each source, or is one enough? */
  readonly need: 'all' | 'any'
  /** Does a request keep the candidate that it soaks, or always take the newest? */
  readonly prefer: 'soaking' | 'newest'
  /** Name of the label by which a person opens the gates of a request. */
  readonly bypass?: string
}

export interface PromotionSource {
  readonly environment: string
  /** How long a reference must have been there, in milliseconds. */
  readonly soak: number
  /** Glob of the names of commit statuses and checks; time runs from the first green one. */
  readonly status?: string
}

/** How it is known that what stood in the source is what the policy would choose. */
export type ProofKind = 'tag' | 'digest' | 'revision'

/** What a source proves of a candidate. Times are milliseconds since 1970. */
export interface Proof {
  readonly source: PromotionSource
  readonly by: ProofKind
  /** The tag that stood there. */
  readonly tag: Tag
  /** Since when, and by which commit of the source's branch. */
  readonly since: number
  readonly commit: CommitId
  /** When its soak began to run: `since`, or the first green status behind the last red one; absent while it does not run. */
  readonly clock?: number
  /** What the statuses say, where the source asks for one. */
  readonly signal?: { readonly state: Signal['state'] | 'none' | 'unknown'; readonly text: string }
}

/** A tag that a gated policy may choose, with what it still waits for. */
export interface Candidate {
  readonly tag: Tag
  /** What it points to now, where that was asked for. */
  readonly digest?: Digest
  readonly proofs: readonly Proof[]
  readonly gates: readonly Gate[]
  /** The digest that it pointed to when it was first seen, if that was another one. */
  readonly movedFrom?: Digest
}

/** What a policy behind gates may choose. */
export interface Proven {
  /** Best first, in the policy's order. */
  readonly candidates: readonly Candidate[]
  /** Tags that the policy would rather choose and that nothing was proved of. */
  readonly unproved: Dropped
  /** What open requests carry besides, as far as that is proved or cannot be told now. */
  readonly carried?: readonly Candidate[]
  /** Those that are not known for long enough. */
  readonly tooYoung: Dropped
  /** Why there is no candidate. */
  readonly problem?: Problem
}

/** By the name of the environment and the key of the policy; only what is behind gates is there. */
export type AllProven = ReadonlyMap<string, ReadonlyMap<PolicyKey, Proven>>

/** The names of a promotion's sources; none where nothing has to be proved. */
export function sourceNames(promotion: Promotion | undefined): readonly string[] {
  return (promotion?.sources ?? []).map(({ environment }) => environment)
}

/** The same in a sentence: `dev and staging` where all must prove a reference, `dev or staging` where one is enough. */
export function sourcesText(promotion: Promotion | undefined): string {
  return sourceNames(promotion).join(promotion?.need === 'any' ? ' or ' : ' and ')
}

/** With what each has to prove: `dev for 24h with e2e green and staging`. */
export function promotionText({ sources, need }: Promotion): string {
  const texts = sources.map(({ environment, soak, status }) =>
    [
      environment,
      ...(soak > 0 ? [`for ${formatDuration(soak)}`] : []),
      ...(status === undefined ? [] : [`with ${status} green`]),
    ].join(' '),
  )
  return texts.join(need === 'any' ? ' or ' : ' and ')
}

/** The kinds of gates that candidates go through. */
export function kindsOf({ sources }: Promotion): readonly ('soak' | 'status')[] {
  return sources.some(({ status }) => status !== undefined) ? ['soak', 'status'] : ['soak']
}

/** The candidate that is chosen where nothing is under way: the best whose gates are open, else the best. */
export function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.find(({ gates }) => areOpen(gates)) ?? candidates[0]
}

/** What is proved of a tag in an environment; undefined where the policy is behind no gate. */
export function findCandidate(
  proven: AllProven,
  {
    environment,
    policy,
    tag,
  }: { readonly environment: string; readonly policy: PolicyKey; readonly tag: Tag },
): Candidate | 'not-proved' | undefined {
  const own = proven.get(environment)?.get(policy)
  if (own === undefined) return undefined
  const all = [...own.candidates, ...(own.carried ?? [])]
  return all.find((each) => each.tag === tag) ?? 'not-proved'
}
