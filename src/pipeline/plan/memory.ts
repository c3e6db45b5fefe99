/** A person's no: a version whose request was closed, or that was taken out again, does not come back by itself. */
import { findTrailers, type HistoryCommit } from '../../model/history.ts'
import { bearsValue } from '../../model/marked-line.ts'
import type { Change } from '../../model/plan.ts'
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

/** The latest commit that took this very version out of one of these files is a person's, whatever its words are, and whatever those of the commit that had brought it. */
export function reverted({ policy, changes }: Wish, facts: HoldFacts): Reason | undefined {
  if (facts.environment.hold === 'ignore') return undefined
  for (const change of changes) {
    const { file } = change.marker.place
    const latest = facts.commits.find((commit) => takesOut(commit, change))
    if (latest !== undefined && !isOurs(latest, policy, facts))
      return {
        why: 'reverted',
        lift: `Commit ${latest.id.slice(0, 7)} took it out of ${file}; write it there by hand to have it back, or wait for a newer version.`,
      }
  }
  return undefined
}

function proposed(request: PullRequest, policy: PolicyKey, wanted: ImageReference): boolean {
  const state = stateOf(request)
  return state !== undefined && carries(state, policy, wanted)
}

/** A line that was only written in another way has the value still. */
function takesOut({ files }: HistoryCommit, { marker: { place, setter }, to }: Change): boolean {
  const touched = files.find(({ path }) => path === place.file)
  const count = (lines: readonly string[] = []) => lines.filter((line) => bearsValue(line, setter, to)).length
  return count(touched?.removed) > count(touched?.added)
}

/** One step of ours may take out what another brought. Known by its author, its words, or as what became of a request of ours. */
function isOurs(commit: HistoryCommit, policy: PolicyKey, { existing = new Map() }: HoldFacts): boolean {
  const { id, message, ours } = commit
  // A machine of the same name may do as a person tells it.
  if (ours && !/^This reverts commit /m.test(message)) return true
  const [subject = ''] = message.split('\n')
  const merged = [...existing.values()].flatMap(({ past }) => past).filter(({ state }) => state === 'merged')
  return (
    tellsOf(message, policy) ||
    merged.some(
      (request) => stateOf(request)?.heads.includes(id) === true || subject.endsWith(`(#${request.number})`),
    )
  )
}

/** A squashed request may have its body for a message, with what the request remembered. */
function tellsOf(message: string, policy: PolicyKey): boolean {
  const carried = findState(message)?.bumps ?? []
  return [...findTrailers(message), ...carried].some((step) => step.policy === policy)
}
