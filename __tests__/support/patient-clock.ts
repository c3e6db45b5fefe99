/** A clock that stands still but for the pauses that are asked of it, which it notes. */
import type { Clock } from '../../src/ports.ts'

export interface PatientClock extends Clock {
  /** Milliseconds, in order. */
  readonly pauses: readonly number[]
  /** Lets time go by. */
  advance(milliseconds: number): void
}

/** Begins at a given time; chance is always `random`. */
export function createPatientClock(start = '2026-01-01T00:00:00Z', random = 0.5): PatientClock {
  let now = new Date(start).getTime()
  const pauses: number[] = []
  return {
    pauses,
    now: () => new Date(now),
    random: () => random,
    advance: (milliseconds) => {
      now += milliseconds
    },
    pause: (milliseconds) => {
      pauses.push(milliseconds)
      now += milliseconds
      return Promise.resolve()
    },
  }
}
