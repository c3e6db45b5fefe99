/** What is said below a request that is left alone: what waits, and how to give it back. */
import { findBump } from '../../model/bump-branch.ts'
import { code } from '../../model/markdown.ts'
import type { EnvironmentPlan, ExistingBump, Hold, Notice } from '../../model/plan.ts'
import { courseOf, type Selection } from '../../model/policy.ts'
import { claimOf, type PullRequest } from '../../model/pull-request.ts'
import { carries } from '../../model/request-state.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import { findWanted } from '../../model/setter.ts'
import { few } from '../../model/words.ts'
import { weighedOf } from './holds.ts'

/** One for each request and what waits for it. */
export function noticesOf(
  environments: readonly EnvironmentPlan[],
  selections: readonly EnvironmentSelections[],
  existing: ReadonlyMap<string, ExistingBump> | undefined,
): readonly Notice[] {
  return environments.flatMap(({ environment, holds }) => {
    const own = selectionsOf(environment.name, selections)
    const waiting = new Map<string, Hold[]>()
    for (const hold of holds.filter(({ why }) => why === 'edited' || why === 'approved')) {
      const selection = own.find(({ policy }) => policy.key === hold.change.marker.policy)
      const course = selection ? courseOf(weighedOf(selection)) : 'forward'
      const branch = findBump(environment, hold.change.marker.policy, course)?.branch ?? ''
      if (selection && isCarried(selection, existing?.get(branch))) continue
      waiting.set(branch, [...(waiting.get(branch) ?? []), hold])
    }
    return [...waiting].flatMap(([branch, held]): readonly Notice[] => {
      const request = existing?.get(branch)?.request
      return request === undefined ? [] : [notice(environment.name, request, held)]
    })
  })
}

/** Then nothing waits: the request brings it, with whatever a person did to it. */
function isCarried(selection: Selection, found: ExistingBump | undefined): boolean {
  const wanted = findWanted(selection)
  const state = found?.request && claimOf(found.request)
  return state !== undefined && wanted !== undefined && carries(state, selection.policy.key, wanted)
}

function notice(environment: string, request: PullRequest, held: readonly Hold[]): Notice {
  const waits = [...new Set(held.map(({ change }) => `${change.marker.policy} ${change.to}`))]
  const [why] = held.map((hold) => hold.why)
  const lines = few(waits.map(code), mostTold).map((each) => `- ${each}`)
  const back =
    why === 'edited' && !request.isOwn
      ? 'This request and its commit are of another identity than that of the token which is in use now, so it is left alone. If it was made with an earlier token, delete its branch: the next run makes it anew, and knows it from then on.'
      : why === 'edited'
        ? 'A person changed this request, so it is left alone. To give it back, delete its branch: the next run proposes what waits by a new request, and also what this one carries if the box in it is ticked.'
        : 'Somebody has agreed to this request as it is, so it is not changed. Merge it, and the next run proposes what waits; or close it.'
  return {
    environment,
    request,
    about: `${why} ${waits.join(' ')}`,
    text: [back, '', 'What waits:', ...lines].join('\n'),
  }
}

/** As many as anybody reads; GitHub takes 65,536 characters for a comment. */
const mostTold = 50
