/** Which environments a run would do anything for. When in doubt, one has work. */
import { isGateContext } from '../../model/commit-status.ts'
import type { Environment } from '../../model/environment.ts'
import type { Sighting } from '../../model/ledger.ts'
import type { Parcel, UpdatePlan } from '../../model/plan.ts'
import { type PullRequest, stateOf } from '../../model/pull-request.ts'
import { formatImageName } from '../../model/reference.ts'
import type { Publication } from '../../model/report.ts'
import type { UnderWay } from '../../model/under-way.ts'

/** What a dry run saw, of all that it may deliver. */
export interface Foreseen {
  /** Without what may only be shown. */
  readonly plan: UpdatePlan
  readonly publications: readonly Publication[]
  /** What the ledger does not know yet. */
  readonly sightings: readonly Sighting[]
  /** What guards branches, as far as that was asked. */
  readonly rules?: UnderWay['rules']
}

/** Those with something to write, in the order of the configuration. */
export function environmentsWithWork(foreseen: Foreseen): readonly Environment[] {
  const { plan, publications } = foreseen
  const names = new Set([
    ...publications.filter(({ kind }) => kind !== 'unchanged').map(({ environment }) => environment),
    ...plan.parcels.flatMap(unfinished),
    ...[plan.closings, plan.notices, plan.gatings].flat().map(({ environment }) => environment),
    ...plan.disarmed.flatMap((request) => stateOf(request)?.environment ?? []),
  ])
  const all = plan.environments.map(({ environment }) => environment)
  const busy = all.filter((each) => names.has(each.name) || isSeenFirst(each, foreseen))
  const answering = answeringFor(foreseen, all, busy)
  return all.filter((each) => busy.includes(each) || answering.includes(each))
}

/** A branch that asks for the statuses of our gates asks everybody's requests for them: somebody has to answer, though nothing of ours is to be done. */
function answeringFor(
  { rules = new Map() }: Foreseen,
  all: readonly Environment[],
  busy: readonly Environment[],
): readonly Environment[] {
  return [...rules].flatMap(([branch, { known, checks }]) => {
    const proposes = (each: Environment) => each.branch === branch && each.delivery.kind === 'pull-request'
    if (!known || !checks.some(isGateContext) || busy.some(proposes)) return []
    return all.filter(proposes).slice(0, 1)
  })
}

/** A request whose words and branch are true, and which has not got its people or is not armed yet. */
function unfinished(parcel: Parcel): readonly string[] {
  if (parcel.kind === 'commit' || parcel.existing.request === undefined) return []
  return isUnfinished(parcel.existing.request) ? [parcel.commit.environment.name] : []
}

function isUnfinished(request: PullRequest): boolean {
  const { unfinished = false, unarmed = false } = stateOf(request) ?? {}
  return unfinished || unarmed
}

/** Ages are counted from the day on which the ledger knows a digest: nothing else may be there to do. */
function isSeenFirst({ from, policies }: Environment, { sightings }: Foreseen): boolean {
  if (sightings.length === 0) return false
  const seen = new Set(sightings.map(({ image }) => image))
  return policies.some(
    ({ minimumAge, repository }) =>
      (from !== undefined || minimumAge !== undefined) && seen.has(formatImageName(repository.name)),
  )
}
