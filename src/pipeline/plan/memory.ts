/** A person's no: a version whose request was closed, or that was taken out again, does not come back by itself. */
import { findTrailers, type HistoryCommit, leadsTo } from '../../model/history.ts'
import type { PolicyKey } from '../../model/policy.ts'
import { isWantedAgain, type PullRequest, stateOf } from '../../model/pull-request.ts'
import type { ImageReference } from '../../model/reference.ts'
import { carries, findState } from '../../model/request-state.ts'
import type { HoldFacts, Reason, Wish } from './hold-facts.ts'

/** The latest request that carried this very version here was closed without being merged. A newer version is not held. */
export function closed(
  { policy, wanted }: Wish,
  { environment, existing = new Map() }: HoldFacts,
): Reason | undefined {
  if (environment.hold === 'ignore') return undefined
  const past = [...existing.values()].flatMap((bump) => bump.past)
  const [latest] = past
    .filter((request) => request.base === environment.branch && proposed(request, policy, wanted))
    .toSorted((one, other) => other.number - one.number)
  if (latest?.state !== 'closed' || stateOf(latest)?.environment !== environment.name) return undefined
  if (stateOf(latest)?.retired === true || isWantedAgain(latest)) return undefined
  return {
    why: 'closed',
    lift: `Its request #${latest.number} was closed without being merged; tick the box in it to have it proposed again, or wait for a newer version.`,
  }
}

/** The latest commit of ours that changed one of these files for the policy brought this very version, and it is gone again. */
export function reverted(
  { policy, wanted, changes }: Wish,
  { environment, commits }: HoldFacts,
): Reason | undefined {
  if (environment.hold === 'ignore') return undefined
  const files = [...new Set(changes.map(({ marker }) => marker.place.file))]
  for (const file of files) {
    const latest = commits.find((commit) => commit.files.includes(file) && tellsOf(commit, policy))
    if (latest !== undefined && brought(latest, policy, wanted))
      return {
        why: 'reverted',
        lift: `Commit ${latest.id.slice(0, 7)} brought it to ${file}, and somebody took it out again; write it there by hand to have it back, or wait for a newer version.`,
      }
  }
  return undefined
}

function proposed(request: PullRequest, policy: PolicyKey, wanted: ImageReference): boolean {
  const state = stateOf(request)
  return state !== undefined && carries(state, policy, wanted)
}

/** A squashed request may have its body for a message, with what the request remembered. */
export function tellsOf({ message }: HistoryCommit, policy: PolicyKey): boolean {
  const carried = findState(message)?.bumps ?? []
  return [...findTrailers(message), ...carried].some((step) => step.policy === policy)
}

function brought({ message }: HistoryCommit, policy: PolicyKey, wanted: ImageReference): boolean {
  const state = findState(message)
  return (
    findTrailers(message).some((step) => step.policy === policy && leadsTo(step, wanted)) ||
    (state !== undefined && carries(state, policy, wanted))
  )
}
