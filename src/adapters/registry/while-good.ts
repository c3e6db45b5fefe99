/** Remembers what was fetched for as long as it is good; whoever asks for it meanwhile waits for the same one. */
import type { Clock } from '../../ports.ts'

/** Without an end it is not remembered: it was good for those who waited for it. */
export interface Ending {
  readonly goodUntil?: Date | undefined
}

export interface WhileGood<T extends Ending> {
  /** What is remembered under the key, or else what `fetch` gives. A failure is not remembered. */
  get(key: string, fetch: () => Promise<T>): Promise<T>
  drop(key: string): void
}

export function createWhileGood<T extends Ending>(clock: Pick<Clock, 'now'>): WhileGood<T> {
  const known = new Map<string, Kept<T>>()
  const isGood = ({ end }: Kept<T>): boolean => end === undefined || clock.now() < end

  function fetchAnew(key: string, fetch: () => Promise<T>): Promise<T> {
    const kept: Kept<T> = { answer: fetch() }
    known.set(key, kept)
    kept.answer.then(
      ({ goodUntil = new Date(0) }) => (kept.end = goodUntil),
      () => known.get(key) === kept && known.delete(key),
    )
    return kept.answer
  }

  return {
    get: (key, fetch) => {
      const kept = known.get(key)
      return kept !== undefined && isGood(kept) ? kept.answer : fetchAnew(key, fetch)
    },
    drop: (key) => {
      known.delete(key)
    },
  }
}

interface Kept<T> {
  readonly answer: Promise<T>
  /** Not known while it is on its way. */
  end?: Date
}
