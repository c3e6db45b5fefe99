/** Requests that reach below a folder whose part of the configuration could not be read: a partial view changes nothing of them. */
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { reachOf } from '../../model/policy.ts'
import { stateOf } from '../../model/pull-request.ts'
import type { HoldFacts, Reason, Wish } from './hold-facts.ts'

/** The request changes files there, or is a named group with a policy from there: all or nothing, so it does not begin either. */
export function leftOut({ bump }: Wish, { environment, existing }: HoldFacts): Reason | undefined {
  if (bump === undefined) return undefined
  const found = existing?.get(bump.branch)
  const folder = findLost(environment, found && reachedBy(found)) ?? findMember(environment, bump.group)
  if (folder === undefined) return undefined
  return {
    why: 'undecided',
    lift: `The fragment of ${folder} is left out in this run, and it takes part in this request; the request is left as it is.`,
  }
}

/** Would somebody's part of the request get lost if it were made anew, or closed? */
export function isPartlyLost(environment: Environment, found: ExistingBump): boolean {
  return findLost(environment, reachedBy(found)) !== undefined
}

/** Paths that the branch changes, and folders whose policies the request carries. */
function reachedBy({ branch, request }: ExistingBump): readonly string[] {
  const bumps = (request && stateOf(request)?.bumps) ?? []
  const files = branch?.files ?? []
  return [...files.map(({ path }) => path), ...bumps.map(({ policy }) => reachOf(policy).folder)]
}

function findLost({ lost = [] }: Environment, paths: readonly string[] = []): string | undefined {
  return lost.find((folder) => paths.some((path) => path === folder || path.startsWith(`${folder}/`)))
}

function findMember(environment: Environment, group: string | undefined): string | undefined {
  const { delivery } = environment
  if (delivery.kind === 'commit' || delivery.group.kind !== 'named' || group === undefined) return undefined
  return findLost(environment, delivery.group.groups.get(group))
}
