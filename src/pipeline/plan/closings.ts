/** Open requests of ours that have nothing left to do. A partial view closes nothing. */
import { findBump } from '../../model/bump-branch.ts'
import type { Closing, EnvironmentPlan, ExistingBump, Parcel } from '../../model/plan.ts'
import { isNewer, type Planned } from '../../model/plan-file.ts'
import { courseOf, isDecided, type PolicyKey } from '../../model/policy.ts'
import type { ProblemCode } from '../../model/problem.ts'
import { stateOf } from '../../model/pull-request.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import { weighedOf } from './holds.ts'
import { isPartlyLost } from './left-out.ts'

export interface ClosingFacts {
  readonly environments: readonly EnvironmentPlan[]
  readonly selections: readonly EnvironmentSelections[]
  readonly existing: ReadonlyMap<string, ExistingBump> | undefined
  readonly parcels: readonly Parcel[]
  /** The plan that is delivered, where one was made before. */
  readonly planned?: Planned | undefined
}

/** Only requests that this very configuration's environments opened, and only if all that they carry was decided. */
export function closingsOf(facts: ClosingFacts): readonly Closing[] {
  const { existing = new Map<string, ExistingBump>(), parcels } = facts
  const used = new Set(parcels.map(({ branch }) => branch))
  return [...existing].flatMap(([name, found]): readonly Closing[] => {
    const { branch, request } = found
    const state = request && stateOf(request)
    const planned = facts.environments.find(({ environment }) => environment.name === state?.environment)
    if (request === undefined || state === undefined || planned === undefined || used.has(name)) return []
    if (branch?.ours === false || !isWhole(planned) || request.base !== planned.environment.branch) return []
    if (isPartlyLost(planned.environment, found) || isNewer(facts.planned, name, found)) return []
    const policies = state.bumps.map(({ policy }) => policy)
    if (!policies.every((policy) => isSettled(policy, planned, facts)) || isHeld(planned, name, facts))
      return []
    const replacedBy = findReplacement(policies, planned, parcels)
    return [
      {
        environment: planned.environment.name,
        request,
        ...(branch && { branch }),
        ...(replacedBy !== undefined && { replacedBy }),
      },
    ]
  })
}

/** Was every file of the environment read? What is not seen may still be wanted. */
function isWhole({ problems }: EnvironmentPlan): boolean {
  return !problems.some(({ code }) => partial.has(code))
}

const partial = new Set<ProblemCode>([
  'branch-not-found',
  'file-not-objects',
  'file-not-yaml',
  'files-failed',
  'git-failed',
  'marker-ambiguous',
  'marker-malformed',
])

/** A policy that is gone from the configuration, or from all files, is decided too: nothing wants its change any more. */
function isSettled(
  policy: PolicyKey,
  { environment }: EnvironmentPlan,
  { selections }: ClosingFacts,
): boolean {
  const own = selectionsOf(environment.name, selections)
  const selection = own.find((each) => each.policy.key === policy)
  return selection === undefined || isDecided(selection)
}

/** Does a change that would go to this branch wait for something? Then its request waits as well. */
function isHeld(
  { environment, holds }: EnvironmentPlan,
  branch: string,
  { selections }: ClosingFacts,
): boolean {
  const own = selectionsOf(environment.name, selections)
  return holds.some(({ change }) => {
    const selection = own.find((each) => each.policy.key === change.marker.policy)
    if (selection === undefined) return false
    return findBump(environment, change.marker.policy, courseOf(weighedOf(selection)))?.branch === branch
  })
}

function findReplacement(
  policies: readonly PolicyKey[],
  { environment }: EnvironmentPlan,
  parcels: readonly Parcel[],
): string | undefined {
  return parcels.find(
    (parcel) =>
      parcel.kind === 'pull-request' &&
      parcel.commit.environment.name === environment.name &&
      parcel.commit.changes.some(({ marker }) => policies.includes(marker.policy)),
  )?.branch
}
