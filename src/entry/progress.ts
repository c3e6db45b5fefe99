/** Tells how far a run is, and not too often: as groups in the log of the Action, as one live line on a terminal, nowhere else. */
import type { Phase, Watcher } from '../adapters/watching.ts'
import { shortened } from '../model/fitting.ts'
import { type HostCount, phaseTitles, progressText } from './progress-text.ts'
import type { Clock } from '../ports.ts'

/** What shows progress. Lines hold no line break. */
export interface Display {
  phase(title: string): void
  line(text: string): void
  end(): void
  /** Milliseconds between two lines: where something has come, and where nothing has. */
  readonly pace: { readonly moving: number; readonly idle: number }
}

export interface Progress extends Watcher {
  /** Time went by. */
  tick(): void
  /** Nothing is shown from here on. May be called twice. */
  end(): void
}

const order = ['read', 'list', 'look', 'deliver'] as const satisfies readonly Phase[]

/** Phases never go back: a run that begins again after somebody pushed is still delivering. */
export function createProgress(display: Display, clock: Pick<Clock, 'now'>): Progress {
  const now = () => clock.now().getTime()
  const hosts = new Map<string, HostCount>()
  let phase: Phase | undefined
  let [since, last, hasEnded] = [now(), now(), false]
  const show = () => {
    if (phase === undefined || hasEnded) return
    last = now()
    display.line(progressText({ phase, since: last - since, hosts }))
  }
  const count = (host: string, change: (count: HostCount) => HostCount) =>
    hosts.set(host, change(hosts.get(host) ?? { asked: 0, done: 0 }))
  return {
    begin: (next) => {
      if (hasEnded || (phase !== undefined && order.indexOf(next) <= order.indexOf(phase))) return
      if (phase === 'list') show()
      ;[phase, since, last] = [next, now(), now()]
      display.phase(phaseTitles[next])
    },
    asked: (host) => void count(host, ({ asked, done }) => ({ asked: asked + 1, done })),
    answered: (host) => {
      count(host, ({ asked, done }) => ({ asked, done: done + 1 }))
      if (phase === 'list' && now() - last >= display.pace.moving) show()
    },
    tick: () => {
      if (now() - last >= display.pace.idle) show()
    },
    end: () => {
      if (hasEnded) return
      if (phase === 'list') show()
      hasEnded = true
      display.end()
    },
  }
}

/** One line that is written over; `columns` may change when somebody pulls at the window. */
export function onTerminal(stream: Pick<NodeJS.WriteStream, 'write' | 'columns'>): Display {
  const write = (text: string) => {
    const room = Math.max(1, (stream.columns || 80) - 1)
    // ECMA-48: what is left of a longer line before is erased behind the new one, so that nothing flickers.
    stream.write(`\r${shortened(text, room)}\u001B[K`)
  }
  return {
    pace: { moving: 100, idle: 1000 },
    phase: write,
    line: write,
    end: () => void stream.write('\r\u001B[K'),
  }
}

/** Is there a terminal at which somebody looks, and which can go back in a line? */
export function isLive({ isTTY }: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return isTTY === true && env['TERM'] !== 'dumb' && !env['CI']
}
