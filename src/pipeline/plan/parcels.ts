/** Environments' changes -> parcels, one a target branch. */
import { type Bump, findBump } from '../../model/bump-branch.ts'
import type {
  Change,
  CommitParcel,
  EnvironmentPlan,
  ExistingBump,
  Parcel,
  RequestParcel,
} from '../../model/plan.ts'
import { courseOf, type PolicyKey, type Selection } from '../../model/policy.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import { weighedOf } from './holds.ts'

/** By the name of the bump branch; undefined where nothing is asked, as for files on disk. A branch that is missing could not be asked for. */
export type Existing = ReadonlyMap<string, ExistingBump> | undefined

/** Direct commits first, all of a branch in one parcel; then pull requests, in the order of their first change. */
export function parcelsOf(
  environments: readonly EnvironmentPlan[],
  selections: readonly EnvironmentSelections[],
  existing: Existing,
): readonly Parcel[] {
  const shares = environments.flatMap((planned) => sharesOf(planned, coursesOf(planned, selections)))
  return [...commitParcels(shares), ...shares.flatMap((share) => requestParcel(share, existing))]
}

/** The changes of an environment that go the same way. */
interface Share {
  readonly planned: EnvironmentPlan
  readonly bump: Bump | undefined
  readonly changes: readonly Change[]
}

type CourseOf = (policy: PolicyKey) => ReturnType<typeof courseOf>

function coursesOf({ environment }: EnvironmentPlan, selections: readonly EnvironmentSelections[]): CourseOf {
  const own = selections.find((each) => each.environment === environment.name)?.selections ?? []
  const courses = new Map(own.map((each: Selection) => [each.policy.key, courseOf(weighedOf(each))]))
  return (policy) => courses.get(policy) ?? 'forward'
}

function sharesOf(planned: EnvironmentPlan, course: CourseOf): readonly Share[] {
  const shares = new Map<string | undefined, Share & { readonly changes: Change[] }>()
  for (const change of planned.changes) {
    const { policy } = change.marker
    const bump = findBump(planned.environment, policy, course(policy))
    const share = shares.get(bump?.branch) ?? { planned, bump, changes: [] }
    share.changes.push(change)
    shares.set(bump?.branch, share)
  }
  return [...shares.values()]
}

function commitParcels(shares: readonly Share[]): readonly CommitParcel[] {
  const parcels = new Map<string, CommitParcel>()
  for (const { planned, bump, changes } of shares) {
    if (bump !== undefined) continue
    const { environment, base } = planned
    const { branch } = environment
    const commits = parcels.get(branch)?.commits ?? []
    const commit = { environment, changes, course: 'forward' } as const
    parcels.set(branch, { kind: 'commit', branch, base, commits: [...commits, commit] })
  }
  return [...parcels.values()]
}

function requestParcel({ planned, bump, changes }: Share, existing: Existing): readonly RequestParcel[] {
  if (bump === undefined) return []
  const { environment, base } = planned
  const { branch, group, course } = bump
  const found = existing === undefined ? {} : existing.get(branch)
  if (found === undefined) return []
  const commit = { environment, changes, course, ...(group !== undefined && { group }) }
  return [{ kind: 'pull-request', into: environment.branch, branch, base, commit, existing: found }]
}
