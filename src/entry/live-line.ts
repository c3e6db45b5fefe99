/** The live line of this process: it is gone before anything else is written, and when the process fails or is interrupted. */
import { systemClock } from '../adapters/clock.ts'
import { watch } from '../adapters/watching.ts'
import type { Ports } from '../ports.ts'
import { createProgress, isLive, onTerminal, type Progress } from './progress.ts'

let current: Progress | undefined

/** The same ports, watched where standard error is a terminal. */
export function beginLiveLine<Given extends Ports>(ports: Given): Given {
  if (!isLive(process.stderr, process.env)) return ports
  const progress = createProgress(onTerminal(process.stderr), systemClock)
  current = progress
  setInterval(() => progress.tick(), 500).unref()
  process.once('exit', endLiveLine)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      endLiveLine()
      // Now that nobody listens, it does what it always does.
      process.kill(process.pid, signal)
    })
  }
  return { ...ports, ...watch(ports, progress) }
}

/** Does nothing where there is none. */
export function endLiveLine(): void {
  current?.end()
  current = undefined
}
