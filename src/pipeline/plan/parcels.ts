/** Environments' changes -> parcels, one a target branch. */
import { bumpBranchName, groupOf } from '../../model/bump-branch.ts'
import type { Grouping } from '../../model/environment.ts'
import type {
  Change,
  CommitId,
  CommitParcel,
  EnvironmentPlan,
  ExistingBump,
  Parcel,
  RequestParcel,
} from '../../model/plan.ts'

export function parcelsOf(
  environments: readonly EnvironmentPlan[],
  existing: ReadonlyMap<string, ExistingBump>,
): readonly Parcel[] {
  return [...commitParcels(environments), ...environments.flatMap((each) => requestParcels(each, existing))]
}

function commitParcels(environments: readonly EnvironmentPlan[]): readonly CommitParcel[] {
  const parcels = new Map<string, CommitParcel>()
  for (const { environment, base, changes } of environments) {
    if (environment.delivery.kind !== 'commit' || changes.length === 0) continue
    const { branch } = environment
    const commits = parcels.get(branch)?.commits ?? []
    parcels.set(branch, { kind: 'commit', branch, base, commits: [...commits, { environment, changes }] })
  }
  return [...parcels.values()]
}

function requestParcels(
  planned: EnvironmentPlan,
  existing: ReadonlyMap<string, ExistingBump>,
): readonly RequestParcel[] {
  const { environment, base } = planned
  if (environment.delivery.kind !== 'pull-request') return []
  const { group: grouping } = environment.delivery
  return [...inGroups(planned.changes, grouping)].map(([group, changes]) =>
    requestParcel({ planned, base, group, changes }, existing),
  )
}

function inGroups(
  changes: readonly Change[],
  grouping: Grouping,
): ReadonlyMap<string | undefined, readonly Change[]> {
  const groups = new Map<string | undefined, Change[]>()
  for (const change of changes) {
    const group = groupOf(grouping, change.marker.policy)
    groups.set(group, [...(groups.get(group) ?? []), change])
  }
  return groups
}

interface Group {
  readonly planned: EnvironmentPlan
  readonly base: CommitId | undefined
  readonly group: string | undefined
  readonly changes: readonly Change[]
}

function requestParcel(
  { planned, base, group, changes }: Group,
  existing: ReadonlyMap<string, ExistingBump>,
): RequestParcel {
  const { environment } = planned
  const branch = bumpBranchName(environment, group)
  const commit = { environment, changes, ...(group !== undefined && { group }) }
  const into = environment.branch
  return { kind: 'pull-request', into, branch, base, commit, existing: existing.get(branch) ?? {} }
}
