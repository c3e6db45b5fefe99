/** A partial view changes nothing: what a request carries for a policy that is not decided now stays in it. */
import { findBump } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import type { ImagePolicy, Selection } from '../../model/policy.ts'
import { unlessProblem } from '../../model/thrown.ts'
import { stateOf } from '../../model/pull-request.ts'
import { type ImageReference, parseDigest } from '../../model/reference.ts'
import type { CarriedBump } from '../../model/request-state.ts'
import type { EnvironmentSelections } from '../../model/report.ts'

/** Where all policies of an environment share one request. A request of one policy alone, or of a named group, is left as it is. */
export function withCarried(
  environments: readonly Environment[],
  selections: readonly EnvironmentSelections[],
  existing: ReadonlyMap<string, ExistingBump>,
): readonly EnvironmentSelections[] {
  return selections.map((each) => {
    const environment = environments.find(({ name }) => name === each.environment)
    if (environment?.delivery.kind !== 'pull-request' || environment.delivery.group.kind !== 'environment')
      return each
    return { ...each, selections: each.selections.map((one) => carrying(one, environment, existing)) }
  })
}

function carrying(
  selection: Selection,
  environment: Environment,
  existing: ReadonlyMap<string, ExistingBump>,
): Selection {
  if (selection.kind !== 'undecided') return selection
  const { key } = selection.policy
  const branch = findBump(environment, key, 'forward')?.branch ?? ''
  const request = existing.get(branch)?.request
  const state = request && stateOf(request)
  const bump = state?.environment === environment.name && state.bumps.find(({ policy }) => policy === key)
  const policy = environment.policies.find((each) => each.key === key)
  const carried = bump && policy ? findReference(policy, bump) : undefined
  return carried === undefined ? selection : { ...selection, carried }
}

/** A person may have edited what we remembered. */
function findReference(
  { repository }: ImagePolicy,
  { tag, digest }: CarriedBump,
): ImageReference | undefined {
  return unlessProblem(() => ({
    name: repository.name,
    tag,
    ...(digest !== undefined && { digest: parseDigest(digest) }),
  }))
}
