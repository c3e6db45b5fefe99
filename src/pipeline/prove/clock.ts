/** Since when a stay has been soaking, by what other systems say of the source's commits. Pure. */
import type { Signal } from '../../model/commit-status.ts'
import type { CommitId } from '../../model/history.ts'
import type { Proof, PromotionSource } from '../../model/promotion.ts'
import type { Stay } from './stays.ts'

/** What was said, or why nothing is known; `commits` are the source's own, newest first. */
export interface Said {
  readonly signals: readonly Signal[] | 'unknown'
  readonly commits: readonly CommitId[]
}

type Clock = Pick<Proof, 'clock' | 'signal'>

/**
 * Without a status the clock runs from when the reference came. With one it runs from the first green one, at that commit or a later one; a red one stops it,
 * until that same status is green again.
 */
export function clockOf(stay: Stay, { status }: PromotionSource, { signals, commits }: Said): Clock {
  if (status === undefined) return { clock: stay.since }
  if (signals === 'unknown')
    return { signal: { state: 'unknown', text: `what ${status} says could not be read` } }
  const place = commits.indexOf(stay.commit)
  const counting = new Set(place < 0 ? commits : commits.slice(0, place + 1))
  return readSignals(
    signals.filter(({ commit, state }) => counting.has(commit) && state !== 'pending'),
    { status, since: stay.since },
  )
}

function readSignals(
  signals: readonly Signal[],
  { status, since }: { readonly status: string; readonly since: number },
): Clock {
  const states = new Map<string, Signal['state']>()
  let clock: number | undefined
  for (const { name, state, at } of signals.toSorted((one, other) => one.at - other.at)) {
    states.set(name, state)
    const isGreen = ![...states.values()].includes('red')
    if (!isGreen) clock = undefined
    else clock ??= Math.max(since, at)
  }
  const red = [...states].find(([, state]) => state === 'red')
  if (red !== undefined) return { signal: { state: 'red', text: `${red[0]} is red` } }
  if (clock === undefined) return { signal: { state: 'none', text: `${status} is not green yet` } }
  return { clock, signal: { state: 'green', text: `${[...states.keys()].join(' and ')} is green` } }
}
