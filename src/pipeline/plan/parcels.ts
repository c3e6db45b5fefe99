/** Environments' changes -> parcels, one a target branch. */
import { type OwnBranch, findBump } from '../../model/bump-branch.ts'
import type {
  Change,
  CommitParcel,
  EnvironmentPlan,
  ExistingBump,
  Parcel,
  RequestParcel,
} from '../../model/plan.ts'
import { courseOf, type PolicyKey, type Selection } from '../../model/policy.ts'
import { notKnown } from '../../model/pull-request.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import type { UnderWay } from '../../model/under-way.ts'
import { weighedOf } from './holds.ts'
import { isLeftAlone } from './under-way.ts'

/** Direct commits first, all of a branch in one parcel; then pull requests, in the order of their first change. */
export function parcelsOf(
  environments: readonly EnvironmentPlan[],
  selections: readonly EnvironmentSelections[],
  underWay: UnderWay | undefined,
): readonly Parcel[] {
  const shares = environments.flatMap((planned) => sharesOf(planned, coursesOf(planned, selections)))
  return [...commitParcels(shares), ...shares.flatMap((share) => requestParcel(share, underWay))]
}

/** The changes of an environment that go the same way. */
interface Share {
  readonly planned: EnvironmentPlan
  readonly bump: OwnBranch | undefined
  readonly changes: readonly Change[]
}

type CourseOf = (policy: PolicyKey) => ReturnType<typeof courseOf>

function coursesOf({ environment }: EnvironmentPlan, selections: readonly EnvironmentSelections[]): CourseOf {
  const own = selectionsOf(environment.name, selections)
  const courses = new Map(own.map((each: Selection) => [each.policy.key, courseOf(weighedOf(each))]))
  return (policy) => courses.get(policy) ?? 'forward'
}

function sharesOf(planned: EnvironmentPlan, course: CourseOf): readonly Share[] {
  const shares = new Map<
    string | undefined,
    { readonly bump: OwnBranch | undefined; readonly changes: Change[] }
  >()
  for (const change of planned.changes) {
    const { policy } = change.marker
    const bump = findBump(planned.environment, policy, course(policy))
    const known = shares.get(bump?.branch)
    if (known === undefined) shares.set(bump?.branch, { bump, changes: [change] })
    else known.changes.push(change)
  }
  return [...shares.values()].map((share) => ({ planned, ...share }))
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

function requestParcel(
  { planned, bump, changes }: Share,
  underWay: UnderWay | undefined,
): readonly RequestParcel[] {
  if (bump === undefined) return []
  const { environment, base } = planned
  const { branch, group, course, isBare } = bump
  const found = underWay === undefined ? nothing : underWay.existing.get(branch)
  if (found === undefined) return []
  const guards = underWay?.rules.get(environment.branch) ?? notKnown
  return [
    {
      kind: 'pull-request',
      into: environment.branch,
      branch,
      base,
      ...(isBare && { isBare }),
      commit: { environment, changes, course, ...(group !== undefined && { group }) },
      existing: found,
      isFrozen: found.request !== undefined && isLeftAlone(found.request, environment, guards),
      rules: guards,
    },
  ]
}

const nothing: ExistingBump = { past: [] }
