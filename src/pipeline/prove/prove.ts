/** Policies behind gates -> what they may choose: references that ran where they must have, and are known for long enough, with what each still waits for. */
import type { Problem } from '../../model/problem.ts'
import type { AllProven } from '../../model/promotion.ts'
import type { Ledger, Sighting } from '../../model/ledger.ts'
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import type { Ports } from '../../ports.ts'
import { sharedWork } from '../policies/policies.ts'
import { askAll, type Asked } from './ask.ts'
import type { ReadMarkers } from './evidence.ts'
import { identitiesOf } from './matching.ts'
import { openLedger } from './open-ledger.ts'
import { provenOf } from './proven.ts'
import { listen, readSources } from './sources.ts'

export { type Evidence, evidenceOf, type ReadMarkers } from './evidence.ts'
export { movedTags } from './moved-tags.ts'

export interface Proving {
  readonly proven: AllProven
  /** What the ledger says; undefined where nothing is behind gates, or it cannot be read. */
  readonly ledger?: Ledger
  /** What it does not say yet. */
  readonly sightings: readonly Sighting[]
  readonly problems: readonly Problem[]
}

type ProvePorts = Pick<Ports, 'git' | 'forge' | 'registry' | 'clock'>

/** Asks nothing where nothing is behind gates. What cannot be read proves nothing, and is told. */
export async function prove(scanned: Scanned, ports: ProvePorts, readMarkers: ReadMarkers): Promise<Proving> {
  const gated = scanned.environments.filter(isGated)
  if (gated.length === 0) return { proven: new Map(), sightings: [], problems: [] }
  const now = ports.clock.now().getTime()
  const { ledger, problems } = await openLedger(gated, ports.git)
  const sources = await readSources(gated, scanned, { git: ports.git, readMarkers })
  const around = {
    scanned,
    sources,
    work: sharedWork(),
    identities: identitiesOf(ports.registry),
    ledger,
    now,
  }
  const asked: Asked[] = []
  for (const each of gated) asked.push(...(await askAll(each, around)))
  const found = asked.flatMap(({ aged }) => aged.known.flatMap((match) => match.found))
  const said = await listen(found, sources, ports.forge)
  const unread = [...sources.values(), ...said.values()].flatMap((each) => ('code' in each ? [each] : []))
  return {
    proven: byEnvironment(gated, asked, (each) => provenOf(each, said, now)),
    ...(ledger && { ledger }),
    sightings: asked.flatMap(({ aged }) => aged.sightings),
    problems: [...problems, ...unread],
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
