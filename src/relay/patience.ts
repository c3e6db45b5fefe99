/** When GitHub is asked again, and for how long. */
import type { Problem } from '../model/problem.ts'
import { ProblemError } from '../model/problem.ts'

/** What came of one try. */
export type Try =
  | { readonly kind: 'done' }
  /** No further try would help. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Another try may help, not before so many milliseconds where GitHub names a time. */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly wait?: number }

/** How long to go on, and by which clock. */
export interface Patience {
  readonly now: () => Date
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** From 0 to below 1. */
  readonly random: () => number
  /** In milliseconds from the first try; a pause that would end later is not begun. */
  readonly atMost: number
}

/** In milliseconds: the bounds of the first pause and of any. */
const pauses = { first: 1_000, longest: 60_000 }

/** Tries until it is done. Pauses double, with jitter in their upper half, unless GitHub names a longer one. Throws the last problem as a ProblemError. */
export async function withPatience(attempt: () => Promise<Try>, patience: Patience): Promise<void> {
  const until = patience.now().getTime() + patience.atMost
  for (let bound = pauses.first; ; bound = Math.min(bound * 2, pauses.longest)) {
    const tried = await attempt()
    if (tried.kind === 'done') return
    if (tried.kind === 'refused') throw new ProblemError([tried.problem])
    const wait = Math.max(tried.wait ?? 0, (bound / 2) * (1 + patience.random()))
    if (patience.now().getTime() + wait > until) throw new ProblemError([tried.problem])
    await patience.pause(wait)
  }
}
