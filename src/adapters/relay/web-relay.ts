/** The relay put together for any place that has the Web's own interfaces. */
import type { Hono } from 'hono'
import { createGatherer } from '../../relay/gather.ts'
import type { LogLine } from '../../relay/relay-ports.ts'
import type { Sender } from '../../relay/sender.ts'
import { createApp } from './app.ts'
import { createGoogleKeys } from './google-keys.ts'
import { createMemory } from './memory.ts'
import { type Credential, createStarter } from './starter.ts'

/** The configuration, and the place it runs in. */
export interface WebRelayOptions {
  readonly senders: readonly Sender[]
  readonly api: string
  readonly credential: Credential
  /** How long bursts are gathered, in milliseconds. */
  readonly window: number
  /**
   * Does the process go on after an answer? Then bursts are gathered and GitHub is asked for up to an hour. Else GitHub is asked before the
   * answer, for some seconds: what it does not take is the sender's to send again.
   */
  readonly isLasting: boolean
  readonly log: (line: LogLine) => void
  /** The world's own where absent. */
  readonly world?: Partial<World>
}

/** What the relay takes from where it runs; tests hand in their own. */
export interface World {
  readonly fetch: typeof fetch
  readonly now: () => Date
  readonly pause: (milliseconds: number) => Promise<unknown>
  readonly random: () => number
  readonly timeout: (milliseconds: number) => AbortSignal
  /** Where Google's keys are read. */
  readonly keys: string
}

/** The relay, ready for requests. */
export interface WebRelay {
  readonly app: Hono
  /** Says "not ready" from now on, sends what is kept, and settles when that is done. */
  stop(): Promise<void>
}

const hour = 3_600_000

/** Asks nobody until a request comes. */
export function createWebRelay(options: WebRelayOptions): WebRelay {
  const { senders, api, credential, window, isLasting, log } = options
  const world = { ...ownWorld, ...options.world }
  const { fetch, now, pause, random, timeout } = world
  const patience = { now, pause, random, atMost: isLasting ? hour : 8_000 }
  const start = createStarter({ api, credential, fetch, now, patience })
  const gatherer = createGatherer({ send: start, pause, window, log })
  let isReady = true
  const app = createApp({
    senders,
    ports: {
      ...createMemory({ now }),
      forward: async (dispatch) => (isLasting ? gatherer.add(dispatch) : start(dispatch)),
      keys: createGoogleKeys({ fetch, now, ...('keys' in world && { address: world.keys }) }),
      now,
      timeout,
      log,
      isReady: () => isReady,
    },
  })
  return {
    app,
    async stop() {
      isReady = false
      await gatherer.drain()
    },
  }
}

const ownWorld: Omit<World, 'keys'> = {
  fetch: (input, init) => fetch(input, init),
  now: () => new Date(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
}
