/** What the record of a decision is made of: what fell out, with examples, and the order of those that came next. */
import type { DecisionRecord, Dropped } from '../../model/policy.ts'
import { compareBytes } from './tags.ts'

/** How many examples, and how many runners-up. */
export const shown = 3

export const nothing: Dropped = { count: 0, examples: [] }

/** The texts that pass, and the others, each in their order. */
export function sortOut(
  texts: readonly string[],
  passes: (text: string) => boolean,
): { readonly kept: readonly string[]; readonly others: readonly string[] } {
  const others: string[] = []
  const kept = texts.filter((text) => {
    const isKept = passes(text)
    if (!isKept) others.push(text)
    return isKept
  })
  return { kept, others }
}

/** How many there are, and a few that look most like `winner`: with the longest common beginning, and of these the last by bytes. */
export function dropped(texts: readonly string[], winner = ''): Dropped {
  const best: Resembling[] = []
  for (const text of texts) {
    const common = commonLength(text, winner)
    const last = best[shown - 1]
    if (last === undefined || common >= last.common) rank(best, { text, common }, byResemblance)
  }
  return { count: texts.length, examples: best.map(({ text }) => text) }
}

interface Resembling {
  readonly text: string
  readonly common: number
}

const byResemblance: Ranking<Resembling> = {
  isAbove: (a, b) => (a.common - b.common || compareBytes(a.text, b.text)) > 0,
  atMost: shown,
}

/** How many UTF-16 units two texts begin with in common. */
function commonLength(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let length = 0
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++
  return length
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
