/** Which wanted changes are not made, and why. */
import { type Bump, findBump } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { Change, ExistingBump, Hold } from '../../model/plan.ts'
import { courseOf, type Selection, type Weighed } from '../../model/policy.ts'

export interface HoldFacts {
  readonly environment: Environment
  readonly selections: readonly Selection[]
  /** By the name of the bump branch; undefined where nothing is asked. */
  readonly existing: ReadonlyMap<string, ExistingBump> | undefined
  readonly suspend: boolean
}

/** The first reason that applies to each change. All fields of a policy go together: a digest of an older tag beside a newer tag would be a lie. */
export function heldBack(changes: readonly Change[], facts: HoldFacts): readonly Hold[] {
  const weighings = new Map(facts.selections.map((each) => [each.policy.key, weighedOf(each)]))
  return changes.flatMap((change) => {
    const weighed = weighings.get(change.marker.policy) ?? []
    const bump = findBump(facts.environment, change.marker.policy, courseOf(weighed))
    const reason =
      suspended(facts) ?? refused(weighed, facts) ?? edited(bump, facts) ?? undecided(bump, facts)
    return reason === undefined ? [] : [{ change, ...reason }]
  })
}

/** The tags in the files against the winner; none where there is no winner. */
export function weighedOf(selection: Selection): readonly Weighed[] {
  return selection.kind === 'selected' ? selection.weighed : []
}

/** What stands in the files and is in the way of going forward, in one sentence. */
export function obstacleOf(weighed: readonly Weighed[]): string {
  const newer = weighed.find(({ age }) => age === 'newer')
  if (newer !== undefined) return `${newer.tag} stands in the files and is newer than what the policy chose.`
  const outside = weighed.find(({ fits, age }) => !fits && age === 'unknown')
  return `${outside?.tag} stands in the files and is none that the policy would choose.`
}

type Reason = Pick<Hold, 'why' | 'lift'>

function suspended({ environment, suspend }: HoldFacts): Reason | undefined {
  if (suspend) return { why: 'suspended', lift: 'The run is suspended by its input.' }
  if (environment.suspend) return { why: 'suspended', lift: `Remove \`suspend\` from ${environment.name}.` }
  return undefined
}

function refused(weighed: readonly Weighed[], { environment }: HoldFacts): Reason | undefined {
  if (environment.downgrade !== 'refuse' || courseOf(weighed) === 'forward') return undefined
  return { why: 'downgrade', lift: obstacleOf(weighed) }
}

function edited(bump: Bump | undefined, { existing }: HoldFacts): Reason | undefined {
  const branch = bump === undefined ? undefined : existing?.get(bump.branch)?.branch
  if (branch === undefined || branch.ours) return undefined
  return {
    why: 'edited',
    lift: `A person's commit is on ${bump?.branch}; it is left alone until that branch is deleted.`,
  }
}

/**
 * A partial view changes nothing: a request that several policies share is left as it is while one of them is undecided.
 * A named group is all or nothing, so it does not begin without that one either.
 */
function undecided(
  bump: Bump | undefined,
  { environment, selections, existing }: HoldFacts,
): Reason | undefined {
  const { delivery } = environment
  if (bump === undefined || delivery.kind === 'commit' || delivery.group.kind === 'policy') return undefined
  const missing = selections.find(
    (each) =>
      each.kind !== 'selected' && findBump(environment, each.policy.key, 'forward')?.branch === bump.branch,
  )
  const hasBegun = existing?.get(bump.branch)?.branch !== undefined
  if (missing === undefined || (delivery.group.kind === 'environment' && !hasBegun)) return undefined
  return {
    why: 'undecided',
    lift: `${missing.policy.key} shares its pull request and is not decided in this run; the request is left as it is.`,
  }
}
