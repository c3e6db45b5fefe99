/** All that was seen -> what shall happen: changes, holds, parcels, closings. Asks nobody. */
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Change, EnvironmentPlan, Hold, UpdatePlan } from '../../model/plan.ts'
import { stateOf } from '../../model/pull-request.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import { wantedChanges } from '../../model/setter.ts'
import type { UnderWay } from '../../model/under-way.ts'
import { closingsOf } from './closings.ts'
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
  /** Hold every change of this run. */
  readonly suspend: boolean
}

/** Environments in the order of the configuration; parcels with direct commits before pull requests. */
export function plan(seen: Seen): UpdatePlan {
  const { selections, underWay } = seen
  const existing = underWay?.existing
  const wished = seen.environments.map((scanned) => planEnvironment(scanned, seen))
  const all = parcelsOf(wished, selections, underWay)
  const closings = closingsOf({ environments: wished, selections, existing, parcels: all })
  const closing = new Set(closings.map(({ request }) => request.number))
  const limited = withinLimits(all, existing, closing)
  const environments = wished.map((each) =>
    withProblems(withHolds(each, limited.holds.get(each.environment.name) ?? []), seen),
  )
  return {
    environments,
    parcels: limited.parcels,
    closings,
    notices: noticesOf(environments, selections, existing),
    disarmed: disarmed(seen),
  }
}

function planEnvironment(scanned: ScannedEnvironment, seen: Seen): EnvironmentPlan {
  const { environment, base, problems, bypasses = [], fatal = [] } = scanned
  const selections = selectionsOf(environment.name, seen.selections)
  const wanted = wantedChanges(scanned.manifests, selections)
  const rules = seen.underWay?.rules.get(environment.branch)
  const guards = environment.delivery.kind === 'pull-request' ? rules : undefined
  const holds = heldBack(wanted, {
    environment,
    selections,
    existing: seen.underWay?.existing,
    rules,
    commits: seen.underWay?.past.get(environment.name)?.commits ?? [],
    bypasses,
    suspend: seen.suspend,
    fatal,
  })
  return withHolds(
    {
      environment,
      ...(base !== undefined && { base }),
      changes: wanted,
      holds: [],
      problems,
      ...(guards && { guards }),
    },
    holds,
  )
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
