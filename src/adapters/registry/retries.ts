/** When a request is worth another try, and how long to wait before it. */
import type { Clock } from '../../ports.ts'
import { readRetryAfter } from './retry-after.ts'
import { isMomentaryFailure } from './transport/failure.ts'

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
 * The pauses grow, with full jitter, unless the server names one; one that would not end before `until` is not begun. Rejects as
 * `send` does at the last try, or at one whose failure will not pass by itself.
 */
export async function withRetries<T extends Answer>(
  send: () => Promise<T>,
  clock: Clock,
  until?: Date,
): Promise<T> {
  for (const pause of pauses) {
    const tried = await attempt(send)
    if (tried.kind === 'answered' && !isMomentary(tried.answer.status)) return tried.answer
    const wait = waitAfter(tried, clock.now()) ?? pause * clock.random()
    const isTooLong = until !== undefined && clock.now().getTime() + wait >= until.getTime()
    if (tried.kind === 'answered' && (isTooLong || restsUntil(tried.answer, clock.now()) !== undefined))
      return tried.answer
    if (tried.kind === 'failed' && (isTooLong || !isMomentaryFailure(tried.thrown))) throw tried.thrown
    await clock.pause(wait)
  }
  return await send()
}

type Tried<T> =
  { readonly kind: 'answered'; readonly answer: T } | { readonly kind: 'failed'; readonly thrown: unknown }

function attempt<T>(send: () => Promise<T>): Promise<Tried<T>> {
  return send().then(
    (answer) => ({ kind: 'answered', answer }),
    (thrown: unknown) => ({ kind: 'failed', thrown }),
  )
}

/** The milliseconds that the server asks for, where it does. */
function waitAfter(tried: Tried<Answer>, now: Date): number | undefined {
  const asked = tried.kind === 'answered' ? readRetryAfter(tried.answer.headers, now) : undefined
  const wait = asked === undefined ? 0 : asked.getTime() - now.getTime()
  return wait > 0 ? wait : undefined
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
