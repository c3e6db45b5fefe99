/** Single requests: each is counted, bounded in time, and its answer looked at before anybody else does. */
import type { Clock } from '../../ports.ts'
import { readRemaining } from './allowance.ts'
import { exchange, type HttpAnswer, type HttpRequest, type Patience } from './exchange.ts'
import { createTransport, usualSilence, type Transport } from './transport/transport.ts'
import { createWaiting, type WaitingBounds } from './waiting.ts'

/** Bounds, in milliseconds. */
export type Timing = Patience & WaitingBounds

export interface AttemptsOptions {
  readonly clock: Clock
  readonly userAgent: string
  readonly timing?: Partial<Timing>
  /** One without proxies and CAs of its own if absent. */
  readonly transport?: Transport
}

export interface Attempts {
  /** Sends once. Rejects with what the transport rejects with, or when the host's time is used up. */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** How many requests each host was sent so far. */
  requests(): ReadonlyMap<string, number>
  /** How many more the host said last that it will answer. */
  remaining(host: string): number | undefined
}

const usualTiming: Timing = { silence: usualSilence, request: 60_000, host: 600_000, prompt: 5_000 }

/** `heard` is told of every answer. */
export function createAttempts(
  { clock, userAgent, timing = {}, transport = createTransport() }: AttemptsOptions,
  heard: (host: string, answer: HttpAnswer) => void,
): Attempts {
  const bounds = { ...usualTiming, ...timing }
  const requests = new Map<string, number>()
  const remaining = new Map<string, number>()
  const waited = createWaiting(clock, bounds)
  return {
    send: async (request) => {
      const { host } = request.url
      const time = waited.timeFor(request)
      requests.set(host, (requests.get(host) ?? 0) + 1)
      const headers = { ...request.headers, 'user-agent': userAgent }
      const answer = await waited.during(host, () =>
        exchange({ ...request, headers }, { ...bounds, request: time }, transport),
      )
      const left = readRemaining(answer.headers)
      if (left !== undefined) remaining.set(host, left)
      heard(host, answer)
      return answer
    },
    requests: () => new Map(requests),
    remaining: (host) => remaining.get(host),
  }
}
