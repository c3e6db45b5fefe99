/** Which wanted changes are not made, and why. */
import { bumpBranchName, groupOf } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { Change, ExistingBump, Hold } from '../../model/plan.ts'
import type { PolicyKey, Selection } from '../../model/policy.ts'

export interface HoldFacts {
  readonly environment: Environment
  readonly selections: readonly Selection[]
  readonly existing: ReadonlyMap<string, ExistingBump>
  readonly suspend: boolean
}

/** The first reason that applies to each change. */
export function heldBack(changes: readonly Change[], facts: HoldFacts): readonly Hold[] {
  const backwards = policiesGoingBack(facts.selections)
  return changes.flatMap((change) => {
    const reason = suspended(facts) ?? goesBack(change, backwards) ?? edited(change, facts)
    return reason === undefined ? [] : [{ change, ...reason }]
  })
}

type Reason = Pick<Hold, 'why' | 'lift'>

function suspended({ environment, suspend }: HoldFacts): Reason | undefined {
  if (suspend) return { why: 'suspended', lift: 'The run is suspended by its input.' }
  if (environment.suspend) return { why: 'suspended', lift: `Remove \`suspend\` from ${environment.name}.` }
  return undefined
}

/** All fields of a policy go together: a digest of an older tag beside a newer tag would be a lie. */
function policiesGoingBack(selections: readonly Selection[]): ReadonlyMap<PolicyKey, string> {
  return new Map(
    selections.flatMap((selection): readonly [PolicyKey, string][] => {
      const newer =
        selection.kind === 'selected' ? selection.weighed.find(({ age }) => age === 'newer') : undefined
      return newer === undefined ? [] : [[selection.policy.key, newer.tag]]
    }),
  )
}

function goesBack(change: Change, backwards: ReadonlyMap<PolicyKey, string>): Reason | undefined {
  const newer = backwards.get(change.marker.policy)
  if (newer === undefined) return undefined
  return {
    why: 'downgrade',
    lift: `${newer} stands in the files and is newer than what the policy chose.`,
  }
}

function edited(change: Change, { environment, existing }: HoldFacts): Reason | undefined {
  if (environment.delivery.kind !== 'pull-request') return undefined
  const name = bumpBranchName(environment, groupOf(environment.delivery.group, change.marker.policy))
  const branch = existing.get(name)?.branch
  if (branch === undefined || branch.ours) return undefined
  return {
    why: 'edited',
    lift: `A person's commit is on ${name}; it is left alone until that branch is merged or deleted.`,
  }
}
