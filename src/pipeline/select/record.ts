/** What the record of a decision is made of: tallies of what fell out, and the order of those that came next. */
import type { DecisionRecord, Dropped } from '../../model/policy.ts'
import type { Tag } from '../../model/reference.ts'
import { compareBytes } from './tags.ts'

/** How many examples, and how many runners-up. */
export const shown = 3

export const nothing: Dropped = { count: 0, examples: [] }

/** A Dropped that still grows. */
export interface Tally {
  count: number
  readonly examples: Tag[]
}

export function newTally(): Tally {
  return { count: 0, examples: [] }
}

/** Counts one more. The last ones by bytes are the examples, in whatever order they come. */
export function drop(tally: Tally, text: string): void {
  tally.count++
  rank(tally.examples, text, lastByBytes)
}

const lastByBytes: Ranking<string> = { isAbove: (a, b) => compareBytes(a, b) > 0, atMost: shown }

/** The texts that pass, in their order, and a tally of the others. */
export function keep(
  texts: readonly string[],
  passes: (text: string) => boolean,
): { readonly kept: readonly string[]; readonly dropped: Dropped } {
  const dropped = newTally()
  const kept = texts.filter((text) => {
    const isKept = passes(text)
    if (!isKept) drop(dropped, text)
    return isKept
  })
  return { kept, dropped }
}

export interface Ranking<Entry> {
  readonly isAbove: (a: Entry, b: Entry) => boolean
  readonly atMost: number
}

/** Puts an entry where it belongs among the best so far, best first. */
export function rank<Entry>(best: Entry[], entry: Entry, { isAbove, atMost }: Ranking<Entry>): void {
  const last = best.at(-1)
  if (best.length === atMost && last !== undefined && !isAbove(entry, last)) return
  const at = best.findIndex((other) => isAbove(entry, other))
  best.splice(at < 0 ? best.length : at, 0, entry)
  if (best.length > atMost) best.pop()
}

/** The record of a policy that did not come to choosing. */
export function emptyRecord(listed: number, excluded: Dropped): DecisionRecord {
  return {
    listed,
    excluded,
    unmatched: nothing,
    unparsable: nothing,
    outOfRange: nothing,
    runnersUp: [],
    rule: 'no rule was applied',
    warnings: [],
  }
}
