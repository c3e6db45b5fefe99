/** How far a run is, in one line: while a registry is slow, a person wants to know which. */
import type { Phase } from '../adapters/watching.ts'
import { printable } from '../model/printable.ts'
import { formatDuration } from '../model/time.ts'
import { counted } from '../model/words.ts'

/** In the order in which a run comes to them. */
export const phaseTitles = {
  read: 'Reading the repository',
  list: 'Listing tags',
  look: 'Looking at what is under way',
  deliver: 'Delivering',
} as const satisfies Record<Phase, string>

/** Listings of one registry. */
export interface HostCount {
  readonly asked: number
  readonly done: number
}

/** Where it stands. `since` is how long the phase has lasted, in milliseconds; hosts are those whose tags are listed. */
export interface Standing {
  readonly phase: Phase
  readonly since: number
  readonly hosts: ReadonlyMap<string, HostCount>
}

/** `Listing tags: 120 of 600 images, ghcr.io 83 of 90, index.docker.io 37 of 510 (12s)`. Hosts that are waited for come first. */
export function progressText({ phase, since, hosts }: Standing): string {
  const time = since < 1000 ? '' : ` (${formatDuration(since)})`
  if (phase !== 'list' || hosts.size === 0) return `${phaseTitles[phase]}${time}`
  const all = [...hosts.values()]
  const done = all.reduce((sum, each) => sum + each.done, 0)
  const asked = all.reduce((sum, each) => sum + each.asked, 0)
  const ordered = [...hosts].toSorted(([, one], [, other]) => left(other) - left(one))
  const shown = ordered.slice(0, mostHosts).map(([host, count]) => `${host} ${count.done} of ${count.asked}`)
  const more = hosts.size > mostHosts ? [`${hosts.size - mostHosts} more`] : []
  return printable(
    `${phaseTitles.list}: ${[`${done} of ${counted(asked, 'image')}`, ...shown, ...more].join(', ')}${time}`,
  )
}

const mostHosts = 4

function left({ asked, done }: HostCount): number {
  return asked - done
}
