/** Ids that were seen: so many, and for so long. */
import type { RelayPorts } from '../../relay/relay-ports.ts'

/** How much is kept. */
export interface MemoryOptions {
  readonly now: () => Date
  /** Milliseconds; what a registry sends again it sends within this time, as a rule. */
  readonly lifetime?: number
  readonly most?: number
}

/** The oldest are forgotten first. Ids are those of proven senders, so strangers push nothing out. */
export function createMemory({
  now,
  lifetime = 600_000,
  most = 10_000,
}: MemoryOptions): Pick<RelayPorts, 'remember' | 'forget'> {
  const seen = new Map<string, number>()
  return {
    remember(id) {
      const time = now().getTime()
      for (const [old, at] of seen) {
        if (time - at < lifetime && seen.size < most) break
        seen.delete(old)
      }
      if (seen.has(id)) return false
      seen.set(id, time)
      return true
    },
    forget: (id) => void seen.delete(id),
  }
}
