/** When a request is worth another try, and how long to wait before it. */
import type { Clock } from '../../ports.ts'
import { isOutOfTime } from './out-of-time.ts'
import { readRetryAfter } from './retry-after.ts'

/** The longest wait that a registry may ask of us, in milliseconds. */
const longestWait = 60_000
/** Upper bounds of the pauses before the second, third and fourth try, in milliseconds. */
const pauses = [1_000, 3_000, 9_000]

interface Answer {
  readonly status: number
  readonly headers: Headers
}

/**
 * Sends until there is an answer that no further try would better, four times at most, and gives the last one.
 * The pauses grow, with full jitter, unless the server names one. Rejects as `send` does at the last try, or when its
 * time is used up.
 */
export async function withRetries<T extends Answer>(send: () => Promise<T>, clock: Clock): Promise<T> {
  for (const pause of pauses) {
    const answer = await send().catch((thrown: unknown) => {
      if (isOutOfTime(thrown)) throw thrown
      return undefined
    })
    if (answer !== undefined && !isMomentary(answer.status)) return answer
    const now = clock.now()
    if (answer !== undefined && restsUntil(answer, now) !== undefined) return answer
    const asked = answer && readRetryAfter(answer.headers, now)
    const wait = asked === undefined ? 0 : asked.getTime() - now.getTime()
    await clock.pause(wait > 0 ? wait : pause * clock.random())
  }
  return await send()
}

/** Until when the server wants to be left alone, when that is longer than we wait: there is no use in asking before. */
export function restsUntil(answer: Answer, now: Date): Date | undefined {
  const until = isMomentary(answer.status) ? readRetryAfter(answer.headers, now) : undefined
  return until !== undefined && until.getTime() - now.getTime() > longestWait ? until : undefined
}

/** May the server do better in a moment? 499 and 522 come from proxies in front of registries. */
function isMomentary(status: number): boolean {
  return [408, 429, 499, 500, 502, 503, 504, 522].includes(status)
}
