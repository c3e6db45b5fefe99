/** How long each host has kept a run waiting, and how long it still may: one bad host shall not use up the time of all. */
import type { Clock } from '../../ports.ts'
import type { HttpRequest } from './exchange.ts'
import { failure } from './transport/failure.ts'

/** Bounds, in milliseconds. */
export interface WaitingBounds {
  /** How long one request may take. */
  readonly request: number
  /** How long a host may keep us waiting in all: by requests that failed, and by answers beyond their first `prompt`. */
  readonly host: number
  readonly prompt: number
}

export interface Waiting {
  /** How long the request may take, in milliseconds. Throws when there is no time left for it. */
  timeFor(request: HttpRequest): number
  /** Does the work and puts the time it took down to the host. */
  during<T>(host: string, work: () => Promise<T>): Promise<T>
}

export function createWaiting(clock: Clock, bounds: WaitingBounds): Waiting {
  const spent = new Map<string, number>()
  return {
    timeFor: ({ url, until }) => {
      if ((spent.get(url.host) ?? 0) >= bounds.host)
        throw failure(
          'OUT_OF_TIME',
          `it has kept this run waiting for ${bounds.host / 1000} s and is asked no more`,
        )
      const left = until === undefined ? bounds.request : until.getTime() - clock.now().getTime()
      if (left <= 0) throw failure('OUT_OF_TIME', 'the time for this image is used up')
      return Math.min(left, bounds.request)
    },
    during: async (host, work) => {
      const start = clock.now().getTime()
      let excused = 0
      try {
        const result = await work()
        excused = bounds.prompt
        return result
      } finally {
        const took = Math.max(0, clock.now().getTime() - start - excused)
        spent.set(host, (spent.get(host) ?? 0) + took)
      }
    },
  }
}
