/** The environments that others take from: what stood in them, and what is said of their commits. */
import type { Problem } from '../../model/problem.ts'
import { sourceNames } from '../../model/promotion.ts'
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import type { Ports } from '../../ports.ts'
import type { Said } from './clock.ts'
import type { Found } from './matching.ts'
import { type Evidence, evidenceOf, type Looking, signalsOf } from './evidence.ts'
import { namedBy } from './names.ts'

/** By the name of the environment. */
export type Sources = ReadonlyMap<string, Evidence | Problem>

/** Histories are read when something has to be proved by them: a run that finds everything up to date reads none. */
export interface SourceReader {
  /** Undefined for an environment that nobody takes from. Each is read once, however many take from it. */
  readonly read: (environment: string) => Promise<Evidence | Problem | undefined>
  /** What was read so far, in the order of the configuration. */
  readonly known: () => Promise<Sources>
}

/** Reads nothing yet. */
export function openSources(
  gated: readonly ScannedEnvironment[],
  { environments, sources = [] }: Scanned,
  looking: Looking,
): SourceReader {
  const names = new Set(gated.flatMap(({ environment }) => sourceNames(environment.from)))
  const places = [...environments, ...sources].filter(({ environment }) => names.has(environment.name))
  const begun = new Map<string, Promise<Evidence | Problem>>()
  // One after another: to read a past git may have to fetch it.
  let turn: Promise<unknown> = Promise.resolve()
  const begin = (name: string, place: ScannedEnvironment) => {
    const reading = turn.then(() => evidenceOf(place, looking))
    turn = reading
    begun.set(name, reading)
    return reading
  }
  return {
    read: async (name) => {
      const place = places.find(({ environment }) => environment.name === name)
      return begun.get(name) ?? (place && begin(name, place))
    },
    known: async () => {
      const found = new Map<string, Evidence | Problem>()
      for (const { environment } of places) {
        const reading = begun.get(environment.name)
        if (reading !== undefined) found.set(environment.name, await reading)
      }
      return found
    },
  }
}

/** How many commits' statuses are asked for, from the latest on. */
const mostCommits = 500

/** What is said of the sources' commits, from the earliest that something found stands on; only where a status is asked for. */
export async function listen(
  all: readonly Found[],
  sources: Sources,
  forge: Pick<Ports['forge'], 'signals'>,
): Promise<ReadonlyMap<string, Said | Problem>> {
  const said = new Map<string, Said | Problem>()
  for (const [name, evidence] of sources) {
    if ('code' in evidence) continue
    const found = all.filter(({ source }) => source.environment === name && source.status !== undefined)
    if (found.length === 0) continue
    const places = found.map(({ stay }) => evidence.commits.indexOf(stay.commit))
    // One that lies further back than is told stands behind them all.
    const furthest = places.includes(-1) ? mostCommits : Math.max(...places) + 1
    const commits = evidence.commits.slice(0, Math.min(furthest, mostCommits))
    const globs = [...new Set(found.flatMap(({ source }) => source.status ?? []))]
    const signals = await signalsOf(commits, namedBy(...globs), forge)
    said.set(name, 'code' in signals ? signals : { signals, commits: evidence.commits })
  }
  return said
}
