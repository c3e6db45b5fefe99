/** Policies behind gates -> what they may choose: references that ran where they must have, and are known for long enough, with what each still waits for. */
import type { Problem } from '../../model/problem.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { type AllProven, type Candidate, kindsOf, type Proven } from '../../model/promotion.ts'
import type { Sighting } from '../../model/ledger.ts'
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import type { Ports } from '../../ports.ts'
import type { SharedWork } from '../policies/policies.ts'
import { askAll, type Around, type Asked } from './ask.ts'
import { carriedTags, tellOf, type Told, unknownCandidate } from './carried.ts'
import type { ReadMarkers } from './evidence.ts'
import { identitiesOf } from './matching.ts'
import { openLedger } from './open-ledger.ts'
import { type AllSaid, candidateOf, provenOf } from './proven.ts'
import { listen, openSources, type Sources } from './sources.ts'

export { type Evidence, evidenceOf, type ReadMarkers } from './evidence.ts'
export type { Sources } from './sources.ts'
export { movedTags } from './moved-tags.ts'

export interface Proving {
  readonly proven: AllProven
  /** What it does not say yet. */
  readonly sightings: readonly Sighting[]
  readonly problems: readonly Problem[]
  /** What it all was judged by; absent where nothing is behind gates. */
  readonly around?: Around
}

interface Means {
  readonly readMarkers: ReadMarkers
  readonly work: SharedWork
}

type ProvePorts = Pick<Ports, 'git' | 'forge' | 'registry' | 'clock'>

/** Asks nothing where nothing is behind gates. What cannot be read proves nothing, and is told. */
export async function prove(
  scanned: Scanned,
  ports: ProvePorts,
  { readMarkers, work }: Means,
): Promise<Proving> {
  const gated = scanned.environments.filter(isGated)
  if (gated.length === 0) return { proven: new Map(), sightings: [], problems: [] }
  const now = ports.clock.now().getTime()
  const { ledger, problems } = await openLedger(gated, ports.git)
  const sources = openSources(gated, scanned, { git: ports.git, readMarkers })
  const identities = identitiesOf(ports.registry, ledger)
  const around = { scanned, sources, work, identities, ledger, now }
  const asked = (await Promise.all(gated.map((each) => askAll(each, around)))).flat()
  const found = asked.flatMap(({ aged }) => aged.known.flatMap((match) => match.found))
  const read = await sources.known()
  const said = await listen(found, read, ports.forge)
  return {
    proven: byEnvironment(gated, asked, (each) => provenOf(each, said, now)),
    sightings: asked.flatMap(({ aged }) => aged.sightings),
    problems: [...problems, ...unreadIn(read), ...unreadIn(said)],
    around,
  }
}

/** The same, with what open requests carry. Asks only for what is no candidate. */
export async function proveCarried(
  proving: Proving,
  existing: ReadonlyMap<string, ExistingBump>,
  forge: Ports['forge'],
): Promise<Proving> {
  const { proven, around } = proving
  if (around === undefined) return proving
  const carried = carriedTags(existing, around, (name, { key }) => proven.get(name)?.get(key))
  if (carried.length === 0) return proving
  const told = await Promise.all(carried.map((each) => tellOf(each, around)))
  const found = told.flatMap(({ match }) => (typeof match === 'string' ? [] : match.found))
  const read = await around.sources.known()
  const said = await listen(found, read, forge)
  const all = new Map([...proven].map(([name, own]) => [name, new Map(own)]))
  for (const each of told) {
    const own = all.get(each.environment)
    const known = own?.get(each.policy.key) ?? nothing
    own?.set(each.policy.key, {
      ...known,
      carried: [...(known.carried ?? []), ...asCandidate(each, said, around)],
    })
  }
  const problems = [...new Set([...proving.problems, ...unreadIn(read)])]
  return { ...proving, proven: all, problems }
}

function unreadIn(all: Sources | AllSaid): readonly Problem[] {
  return [...all.values()].flatMap((each) => ('code' in each ? [each] : []))
}

const none = { count: 0, examples: [] }
const nothing: Proven = { candidates: [], unproved: none, tooYoung: none }

function asCandidate(
  told: Told,
  said: Awaited<ReturnType<typeof listen>>,
  { now }: Around,
): readonly Candidate[] {
  switch (told.match) {
    case 'not-proved':
      return []
    case 'unknown':
      return [unknownCandidate(told, kindsOf(told.promotion))]
    default:
      return [candidateOf(told.match, told.promotion, { said, now })]
  }
}

function isGated({ environment: { from, policies } }: ScannedEnvironment): boolean {
  return from !== undefined || policies.some(({ minimumAge }) => minimumAge !== undefined)
}

function byEnvironment<Value>(
  gated: readonly ScannedEnvironment[],
  asked: readonly Asked[],
  valueOf: (each: Asked) => Value,
): ReadonlyMap<string, ReadonlyMap<Asked['policy']['key'], Value>> {
  return new Map(
    gated.map(({ environment: { name } }) => {
      const own = asked.filter(({ environment }) => environment === name)
      return [name, new Map(own.map((each) => [each.policy.key, valueOf(each)] as const))] as const
    }),
  )
}
