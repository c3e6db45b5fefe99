/** How GitHub wants to be asked: writes one after another with pauses between, and patience where it limits the rate or fails. */
import { setTimeout } from 'node:timers/promises'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import { Octokit } from '@octokit/rest'

/** The pace of one run, kept by all its connections together. */
export interface Pacing {
  /** How long a second lasts, in milliseconds; a test has short ones. */
  readonly second: number
  /** May the run wait so many more seconds for a limit to end? Then they are taken from what is left. */
  spend(seconds: number): boolean
  readonly writes: Pacer
  /** Writes that people are told of by mail. */
  readonly notifications: Pacer
}

/** Lets one through at a time, with pauses between. */
export type Pacer = (send: () => Promise<unknown>) => Promise<unknown>

/** A run that waited two minutes in all for limits to end is told `rate-limited`. GitHub documentation, "Best practices": a second between writes. */
export function createPacing({ second = 1000, patience = 120 } = {}): Pacing {
  let left = patience
  return {
    second,
    spend(seconds) {
      // A limit that names no end is tried again at once, and not for ever.
      const cost = seconds >= 1 ? seconds : patience / 4
      if (cost > left) return false
      left -= cost
      return true
    },
    writes: createPacer(second),
    notifications: createPacer(3 * second),
  }
}

/** The options of a connection that keeps the pace. Questions to GraphQL are no writes, though they are sent by POST. */
export function createPacedOctokit(options: object, pacing: Pacing): Octokit {
  const Paced = Octokit.plugin(throttling, retry)
  const octokit = new Paced({ ...options, ...patience(pacing, pacing) })
  const reading = new Paced({ ...options, ...patience(pacing, { writes: atOnce, notifications: atOnce }) })
  octokit.hook.wrap('request', async (request, wish) => {
    if (!mayRepeat(wish)) wish.request = { ...wish.request, retries: 0 }
    try {
      return await (isQuestion(wish) ? reading.request(withoutHook(wish)) : request(wish))
    } catch (thrown) {
      const answer = findLimitedAnswer(thrown)
      if (answer === undefined) throw thrown
      return answer
    }
  })
  return octokit
}

/** Untyped, since the plugin's types want its own groups of a library, with a pace that nobody can set. */
function patience(
  pacing: Pacing,
  { writes, notifications }: Pick<Pacing, 'writes' | 'notifications'>,
): object {
  const mayWait = (seconds: number) => pacing.spend(seconds)
  return {
    throttle: {
      write: asGroup(writes),
      notifications: asGroup(notifications),
      retryAfterBaseValue: pacing.second,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
    },
    retry: { retries: 2, retryAfterBaseValue: pacing.second, doNotRetry },
  }
}

/** No second try cures these; 429 is the other plugin's. */
const doNotRetry = [400, 401, 403, 404, 409, 410, 422, 429, 451]

function createPacer(interval: number): Pacer {
  let before: Promise<unknown> = Promise.resolve()
  let free = 0
  return (send) => {
    const sent = before.then(async () => {
      const wait = free - performance.now()
      if (wait > 0) await setTimeout(wait)
      free = performance.now() + interval
      return send()
    })
    before = sent.catch(() => undefined)
    return sent
  }
}

const atOnce: Pacer = (send) => send()

/** The one method of Bottleneck's groups that the plugin calls for these two. */
function asGroup(pacer: Pacer): object {
  return { key: () => ({ schedule: (_: unknown, send: () => Promise<unknown>) => pacer(send) }) }
}

/** Another connection calls its own hooks. */
function withoutHook<T extends { readonly request: object }>(wish: T): T {
  const { request } = wish
  return { ...wish, request: Object.fromEntries(Object.entries(request).filter(([key]) => key !== 'hook')) }
}

interface Sent {
  readonly method?: string
  readonly url?: string
  readonly query?: unknown
}

/** Said twice, a comment stands there twice; and a merge that was done is refused the second time. All other writes are found done. */
function mayRepeat({ method, url = '', query }: Sent): boolean {
  if (method === 'POST' && url.endsWith('/comments')) return false
  if (method === 'PUT' && url.endsWith('/merge')) return false
  return typeof query !== 'string' || !/\b(?:enqueuePullRequest|addComment)\b/.test(query)
}

function isQuestion({ query }: Sent): boolean {
  return typeof query === 'string' && /^\s*(?:query\b|\{)/.test(query)
}

/** GraphQL answers 200 where it limits the rate. The plugin makes an error of it that is none of Octokit's; the answer says all. */
function findLimitedAnswer(thrown: unknown) {
  const { message, response } = Object(thrown)
  return message === 'GraphQL Rate Limit Exceeded' && response !== undefined ? response : undefined
}
