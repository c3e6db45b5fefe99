/** Folds bursts: what is announced for a target within a window goes as one event, and what comes while that is sent goes with the next. */
import { problemError } from '../model/problem.ts'
import type { Dispatch, LogLine } from './relay-ports.ts'

/** How events are sent, and how long a burst is. */
export interface GatherOptions {
  /** Sends one event, trying for as long as it is worth it; throws when it gives up. */
  readonly send: (dispatch: Dispatch) => Promise<void>
  readonly pause: (milliseconds: number) => Promise<unknown>
  /** How long a window is open, in milliseconds, from the first announcement. */
  readonly window: number
  readonly log: (line: LogLine) => void
}

/** Keeps what is announced until its window ends. */
export interface Gatherer {
  /** Keeps it for the window of its target, which it opens if none is. Throws `github-failed` where too much waits already. */
  add(dispatch: Dispatch): void
  /** Closes all windows now, and settles when nothing is kept any more. */
  drain(): Promise<void>
}

/** So many names fit into GitHub's 65,535 characters for inputs. */
const mostImages = 200
/** More names than these are not kept for one target: a sender that makes them up must not fill the memory. */
const mostKept = 10_000

/** One event at a time goes to a target, so that none is overtaken. */
export function createGatherer(options: GatherOptions): Gatherer {
  const kept = new Map<string, Dispatch>()
  const working = new Map<string, Promise<void>>()
  let hurry = (): void => undefined
  const hurried = new Promise<void>((resolve) => {
    hurry = resolve
  })

  const work = async (key: string): Promise<void> => {
    while (kept.has(key)) {
      await Promise.race([options.pause(options.window), hurried])
      const dispatch = kept.get(key)
      kept.delete(key)
      for (const part of dispatch === undefined ? [] : parts(dispatch)) await sendOrTell(part, options)
    }
    working.delete(key)
  }

  return {
    add(dispatch) {
      const key = dispatch.target.name
      const together = joined(kept.get(key), dispatch)
      if (together.images.length > mostKept)
        throw problemError('github-failed', `Too many images wait for ${key} already.`)
      kept.set(key, together)
      if (!working.has(key)) working.set(key, work(key))
    },
    async drain() {
      hurry()
      await Promise.all(working.values())
    },
  }
}

function joined(before: Dispatch | undefined, after: Dispatch): Dispatch {
  return { ...after, images: [...new Set([...(before?.images ?? []), ...after.images])] }
}

function parts(dispatch: Dispatch): readonly Dispatch[] {
  const { images } = dispatch
  const count = Math.ceil(images.length / mostImages)
  return Array.from({ length: count }, (_, part) => ({
    ...dispatch,
    images: images.slice(part * mostImages, (part + 1) * mostImages),
  }))
}

/** The sender was answered long ago: the log is all there is to tell. */
async function sendOrTell(dispatch: Dispatch, { send, log }: GatherOptions): Promise<void> {
  const { images, target } = dispatch
  try {
    await send(dispatch)
    log({ level: 'info', message: `started ${target.name}`, images })
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'no reason given'
    log({ level: 'error', message: `gave up on ${target.name}: ${why}`, images })
  }
}
