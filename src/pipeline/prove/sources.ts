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

/** Each source is read once, however many take from it. */
export async function readSources(
  gated: readonly ScannedEnvironment[],
  { environments, sources = [] }: Scanned,
  looking: Looking,
): Promise<Sources> {
  const names = new Set(gated.flatMap(({ environment }) => sourceNames(environment.from)))
  const found = new Map<string, Evidence | Problem>()
  for (const each of [...environments, ...sources]) {
    const { name } = each.environment
    if (names.has(name) && !found.has(name)) found.set(name, await evidenceOf(each, looking))
  }
  return found
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
