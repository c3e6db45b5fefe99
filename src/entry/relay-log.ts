/** The relay's log: JSON, one line each. */
import type { LogLine } from '../relay/relay-ports.ts'

/** What a line tells is chosen where it is made; here it only gets its time. */
export function logLine(line: LogLine, time: Date): string {
  return JSON.stringify({ time: time.toISOString(), ...line })
}
