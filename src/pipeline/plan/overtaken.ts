/** What somebody changed after the plan was made that is delivered now: what its registries said may be older than that. */
import { isNewer, type Planned } from '../../model/plan-file.ts'
import { stateOf } from '../../model/pull-request.ts'
import { carries, type RequestState } from '../../model/request-state.ts'
import { findWanted } from '../../model/setter.ts'
import type { HoldFacts, Reason, Wish } from './hold-facts.ts'

/** Another value than those that stood there, or another version in the request, came since. What is wanted itself is no news: an earlier try may have brought it. */
export function overtaken({ bump, policy, wanted, changes }: Wish, facts: HoldFacts): Reason | undefined {
  const { planned, environment, existing } = facts
  if (planned === undefined) return undefined
  const stood = planned.standing.get(environment.name)?.get(policy)
  const came = changes.find(({ marker }) => stood?.has(marker.value) !== true)
  if (came !== undefined) return since(planned, `${came.marker.value} came into the files`)
  const found = bump && existing?.get(bump.branch)
  if (bump === undefined || found === undefined || !isNewer(planned, bump.branch, found)) return undefined
  const state = found.request && stateOf(found.request)
  if (state !== undefined && carries(state, policy, wanted) && !carriesOther(state, facts)) return undefined
  return since(planned, `${bump.branch} was ${found.branch === undefined ? 'deleted' : 'written'}`)
}

/** A request of several policies is left as it is as a whole. */
function carriesOther({ bumps }: RequestState, { selections }: HoldFacts): boolean {
  return bumps.some(({ policy, tag, digest }) => {
    const selection = selections.find((each) => each.policy.key === policy)
    const wanted = selection && findWanted(selection)
    return wanted !== undefined && (wanted.tag !== tag || wanted.digest !== digest)
  })
}

function since({ madeAt }: Planned, what: string): Reason {
  return {
    why: 'overtaken',
    lift: `${what} after this plan was made, at ${madeAt.toISOString()}; the next plan decides again.`,
  }
}
