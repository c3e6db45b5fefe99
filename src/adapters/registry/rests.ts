/** Hosts that are left alone for a while: one asked for that, another is gone. */
import type { Clock } from '../../ports.ts'
import type { HttpAnswer } from './exchange.ts'
import { isHostDown } from './no-answer.ts'
import { restsUntil } from './retries.ts'

export type Rest =
  | { readonly kind: 'asked-for'; readonly until: Date; readonly answer: HttpAnswer }
  | { readonly kind: 'down'; readonly until: Date; readonly thrown: unknown }

export interface Rests {
  /** Why the host is not asked now, or undefined when it may be. */
  find(host: string): Rest | undefined
  /** Notes an answer that asks for a longer rest than we wait. */
  heed(host: string, answer: HttpAnswer): void
  /** Notes that nobody was there, if that is what was thrown. */
  note(host: string, thrown: unknown): void
}

export function createRests(clock: Clock): Rests {
  const rests = new Map<string, Rest>()
  return {
    find: (host) => {
      const rest = rests.get(host)
      return rest === undefined || clock.now() >= rest.until ? undefined : rest
    },
    heed: (host, answer) => {
      const until = restsUntil(answer, clock.now())
      if (until !== undefined) rests.set(host, { kind: 'asked-for', until, answer })
    },
    note: (host, thrown) => {
      const until = new Date(clock.now().getTime() + downtime)
      if (isHostDown(thrown)) rests.set(host, { kind: 'down', until, thrown })
    },
  }
}

/** Milliseconds after which a host that was gone is looked for again: its images shall not wait for it one by one. */
const downtime = 60_000
