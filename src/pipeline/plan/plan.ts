/** All that was seen -> what shall happen: changes, holds and parcels. Asks nobody. */
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { Change, EnvironmentPlan, Hold, UpdatePlan } from '../../model/plan.ts'
import { courseOf, type Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Environment } from '../../model/environment.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import { heldBack, obstacleOf, weighedOf } from './holds.ts'
import { type Existing, parcelsOf } from './parcels.ts'
import { tagProblems, wantedChanges } from './setters.ts'

export interface Seen {
  readonly environments: readonly ScannedEnvironment[]
  readonly selections: readonly EnvironmentSelections[]
  readonly existing: Existing
  /** Hold every change of this run. */
  readonly suspend: boolean
}

/** Environments in the order of the configuration; parcels with direct commits before pull requests. */
export function plan(seen: Seen): UpdatePlan {
  const environments = seen.environments.map((scanned) => planEnvironment(scanned, seen))
  return { environments, parcels: parcelsOf(environments, seen.selections, seen.existing) }
}

function planEnvironment(scanned: ScannedEnvironment, seen: Seen): EnvironmentPlan {
  const { environment, base } = scanned
  const own = seen.selections.find((each) => each.environment === environment.name)?.selections ?? []
  const wanted = wantedChanges(scanned.manifests, own)
  const holds = heldBack(wanted, { ...seen, environment, selections: own })
  const held = new Set<Change>(holds.map((hold) => hold.change))
  const changes = wanted.filter((change) => !held.has(change))
  return {
    environment,
    ...(base !== undefined && { base }),
    changes,
    holds,
    problems: [
      ...scanned.problems,
      ...tagProblems(own),
      ...holdProblems(holds),
      ...downgrades(environment, own, changes),
    ],
  }
}

/** One problem a reason and policy, at the most telling of its places. */
function holdProblems(holds: readonly Hold[]): readonly Problem[] {
  const told = new Map<string, Hold>()
  for (const hold of holds) {
    const key = `${hold.why} ${hold.change.marker.policy}`
    const known = told.get(key)
    if (known === undefined || (!namesVersion(known) && namesVersion(hold))) told.set(key, hold)
  }
  return [...told.values()].map(({ change: { marker, to }, why, lift }) => {
    const message = `${marker.policy}: ${marker.value} is not changed to ${to}. ${lift}`
    return { ...holdKinds[why], message, place: marker.place }
  })
}

function namesVersion({ change }: Hold): boolean {
  return change.marker.field === 'tag' || change.marker.field === 'image'
}

const holdKinds = {
  downgrade: { code: 'downgrade-held', level: 'warning' },
  suspended: { code: 'suspended', level: 'note' },
  edited: { code: 'pull-request-edited', level: 'warning' },
  undecided: { code: 'pull-request-waits', level: 'note' },
} as const satisfies Record<Hold['why'], Pick<Problem, 'code' | 'level'>>

/** A change that does not lead forward is told plainly, also where it is allowed. */
function downgrades(
  { downgrade }: Environment,
  selections: readonly Selection[],
  changes: readonly Change[],
): readonly Problem[] {
  return selections.flatMap((selection): readonly Problem[] => {
    const weighed = weighedOf(selection)
    const first = changes.find(({ marker }) => marker.policy === selection.policy.key)
    if (courseOf(weighed) === 'forward' || first === undefined || selection.kind !== 'selected') return []
    const how =
      downgrade === 'propose' ? 'is proposed by a pull request of its own' : 'goes on, since it is allowed'
    const message = `${selection.policy.key}: ${obstacleOf(weighed)} The change to ${selection.latest.tag} ${how}.`
    return [{ code: 'downgrade', level: 'warning', message, place: first.marker.place }]
  })
}
