/** The seam to the world: what every request gets, which is retries, few at once to a host, bounds of time, and a count. */
import type { Clock } from '../../ports.ts'
import { exchange, type HttpAnswer, type HttpRequest, type Patience } from './exchange.ts'
import { createLanes } from './lanes.ts'
import { isHostDown, noAnswerProblem } from './no-answer.ts'
import { restsUntil, withRetries } from './retries.ts'
import { createWaiting, type WaitingBounds } from './waiting.ts'

export interface Http {
  /** The answer, whatever its status; redirects are not followed. Without one it throws `registry-unreachable` or the like. */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** How many requests each host was sent so far. */
  requests(): ReadonlyMap<string, number>
}

/** Bounds, in milliseconds. */
export type Timing = Patience & WaitingBounds

export interface HttpOptions {
  readonly clock: Clock
  readonly userAgent: string
  readonly timing?: Partial<Timing>
}

const usualTiming: Timing = { silence: 30_000, request: 60_000, host: 600_000, prompt: 5_000 }

export function createHttp({ clock, userAgent, timing = {} }: HttpOptions): Http {
  const bounds = { ...usualTiming, ...timing }
  const requests = new Map<string, number>()
  const lanes = createLanes(4)
  const resting = new Map<string, Rest>()
  const waited = createWaiting(clock, bounds)

  async function attempt(request: HttpRequest): Promise<HttpAnswer> {
    const { host } = request.url
    const time = waited.timeFor(request)
    requests.set(host, (requests.get(host) ?? 0) + 1)
    const headers = { ...request.headers, 'user-agent': userAgent }
    const answer = await waited.during(host, () =>
      exchange({ ...request, headers }, { ...bounds, request: time }),
    )
    if (answer.status === 429) lanes.narrow(host)
    const until = restsUntil(answer, clock.now())
    if (until !== undefined) resting.set(host, { kind: 'asked-for', until, answer })
    return answer
  }

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const subject = { host: request.url.host, image: request.image }
    const rest = resting.get(subject.host)
    if (rest !== undefined && clock.now() < rest.until) {
      if (rest.kind === 'down') throw noAnswerProblem(subject, rest.thrown)
      return { ...rest.answer, url: request.url }
    }
    try {
      return await withRetries(() => attempt(request), clock)
    } catch (thrown) {
      const until = new Date(clock.now().getTime() + downtime)
      if (isHostDown(thrown)) resting.set(subject.host, { kind: 'down', until, thrown })
      throw noAnswerProblem(subject, thrown)
    }
  }

  return {
    send: (request) => lanes.run(request.url.host, () => send(request)),
    requests: () => new Map(requests),
  }
}

/** A host that is left alone for a while: it asked for that, or it is gone. */
type Rest =
  | { readonly kind: 'asked-for'; readonly until: Date; readonly answer: HttpAnswer }
  | { readonly kind: 'down'; readonly until: Date; readonly thrown: unknown }

/** Milliseconds after which a host that was gone is looked for again: its images shall not wait for it one by one. */
const downtime = 60_000
