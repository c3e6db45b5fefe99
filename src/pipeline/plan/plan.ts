/** All that was seen -> what shall happen: changes, holds, parcels, closings. Asks nobody. */
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Change, EnvironmentPlan, Hold, Parcel, UpdatePlan } from '../../model/plan.ts'
import { isTooEarly } from '../../model/gate.ts'
import type { Planned } from '../../model/plan-file.ts'
import type { AllProven } from '../../model/promotion.ts'
import { stateOf } from '../../model/pull-request.ts'
import type { Freeze } from '../../model/request.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import { wantedChanges } from '../../model/setter.ts'
import type { UnderWay } from '../../model/under-way.ts'
import { closingsOf } from './closings.ts'
import { gatingsOf, waitsOf } from './gates.ts'
import type { GateFacts } from './hold-facts.ts'
import { farPast } from './far-past.ts'
import { heldBack } from './holds.ts'
import { withinLimits } from './limits.ts'
import { noticesOf } from './notices.ts'
import { parcelsOf } from './parcels.ts'
import { downgrades, droppedDigests, holdProblems } from './plan-problems.ts'
import { tagProblems } from './tag-problems.ts'

export interface Seen {
  readonly environments: readonly ScannedEnvironment[]
  readonly selections: readonly EnvironmentSelections[]
  /** Undefined where nothing is asked, as for files on disk. */
  readonly underWay: UnderWay | undefined
  /** What policies behind gates may choose. */
  readonly proven?: AllProven
  /** For gates that time opens; absent where there are none. */
  readonly now?: Date
  readonly freeze?: Freeze | undefined
  /** The plan that is delivered, where one was made before. */
  readonly planned?: Planned | undefined
  /** Hold every change of this run. */
  readonly suspend: boolean
}

/** Environments in the order of the configuration; parcels with direct commits before pull requests. */
export function plan(seen: Seen): UpdatePlan {
  const { selections, underWay } = seen
  const existing = underWay?.existing
  const wished = seen.environments.map((scanned) => planEnvironment(scanned, seen))
  const all = parcelsOf(wished, selections, underWay)
  const closings = closingsOf({
    environments: wished,
    selections,
    existing,
    parcels: all,
    planned: seen.planned,
  })
  const closing = new Set(closings.map(({ request }) => request.number))
  const limited = withinLimits(all, existing, closing)
  const environments = wished.map((each) =>
    withProblems(withHolds(each, limited.holds.get(each.environment.name) ?? []), seen),
  )
  const gatings = gatingsOf({
    ...gateFacts(seen),
    environments,
    selections: (environment) => selectionsOf(environment, selections),
    parcels: limited.parcels,
    underWay,
  }).filter(({ request }) => request === undefined || !closing.has(request.number))
  return {
    environments,
    parcels: limited.parcels.map((parcel) => withGates(parcel, gatings)),
    closings,
    notices: noticesOf(environments, selections, existing),
    gatings,
    disarmed: [...new Set([...disarmed(seen), ...tooEarly(gatings)])],
  }
}

function planEnvironment(scanned: ScannedEnvironment, seen: Seen): EnvironmentPlan {
  const { environment, base, problems, bypasses = [], fatal = [] } = scanned
  const selections = selectionsOf(environment.name, seen.selections)
  const wanted = wantedChanges(scanned.manifests, selections)
  const rules = seen.underWay?.rules.get(environment.branch)
  const guards = environment.delivery.kind === 'pull-request' ? rules : undefined
  const waits = waitsOf(environment, { changes: wanted, selections }, gateFacts(seen))
  const holds = heldBack(wanted, {
    environment,
    selections,
    existing: seen.underWay?.existing,
    rules,
    commits: seen.underWay?.past.get(environment.name)?.commits ?? [],
    bypasses,
    gates: gateFacts(seen),
    suspend: seen.suspend,
    fatal,
    planned: seen.planned,
  })
  return withHolds(
    {
      environment,
      ...(base !== undefined && { base }),
      changes: wanted,
      holds: [],
      problems,
      ...(guards && { guards }),
      ...(waits.length > 0 && { waits }),
    },
    holds,
  )
}

function withGates(parcel: Parcel, gatings: UpdatePlan['gatings']): Parcel {
  if (parcel.kind === 'commit') return parcel
  const own = gatings.find(({ branch }) => branch === parcel.branch)
  return own === undefined ? parcel : { ...parcel, gates: own.gates }
}

function gateFacts({ proven = new Map(), now, freeze }: Seen): GateFacts {
  return { proven, now: now?.getTime() ?? 0, freeze }
}

function tooEarly(gatings: UpdatePlan['gatings']): UpdatePlan['disarmed'] {
  return gatings.flatMap((gating) => (gating.request && isTooEarly(gating) ? [gating.request] : []))
}

function withHolds(planned: EnvironmentPlan, holds: readonly Hold[]): EnvironmentPlan {
  const held = new Set<Change>(holds.map((hold) => hold.change))
  return {
    ...planned,
    changes: planned.changes.filter((change) => !held.has(change)),
    holds: [...planned.holds, ...holds],
  }
}

function withProblems(planned: EnvironmentPlan, { selections, underWay }: Seen): EnvironmentPlan {
  const { name } = planned.environment
  const own = selectionsOf(name, selections)
  return {
    ...planned,
    problems: [
      ...planned.problems,
      ...tagProblems(own),
      ...droppedDigests(planned.changes),
      ...holdProblems(planned.holds),
      ...downgrades(planned.environment, own, planned.changes),
      ...farPast(planned, underWay?.past.get(name)),
    ],
  }
}

/** Suspending takes effect on what would happen by itself, too: on what is armed, and on what waits in a merge queue. */
function disarmed({ environments, underWay, suspend }: Seen): UpdatePlan['disarmed'] {
  const stopped = environments.filter(({ environment }) => suspend || environment.suspend)
  const names = new Set(stopped.map(({ environment }) => environment.name))
  return [...(underWay?.existing.values() ?? [])].flatMap(({ request }) => {
    const name = request && stateOf(request)?.environment
    const moves = request?.armed === true || request?.queued === true
    return moves && name !== undefined && names.has(name) ? [request] : []
  })
}
