/** What a request gets once, when it is opened: people, labels, a milestone, and the order to merge by itself. */
import type { Delivery, RequestDelivery } from '../../model/environment.ts'
import type { CommitId } from '../../model/history.ts'
import type { RequestParcel } from '../../model/plan.ts'
import { mayMerge } from '../../model/gate.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import { isGuarded, type PullRequest } from '../../model/pull-request.ts'
import { findState, withState } from '../../model/request-state.ts'
import type { Forge } from '../../ports.ts'

/** Is there anything to be set that a request cannot be opened with? */
export function needsFinishing(delivery: Delivery): delivery is RequestDelivery {
  if (delivery.kind !== 'pull-request') return false
  const { labels, reviewers, teamReviewers, assignees, milestone, autoMerge } = delivery
  const lists = [labels, reviewers, teamReviewers, assignees]
  return lists.some((list) => list.length > 0) || milestone !== undefined || autoMerge !== 'off'
}

export interface Finished {
  readonly warnings: readonly Problem[]
  /** As the request has it now; absent where nothing was to be finished. */
  readonly body?: string
}

/** What could not be set is told and costs nothing else. The body says last that the request is finished, so that a run that was cut off is taken up again. */
export async function finishRequest(
  { commit, rules, gates = [] }: RequestParcel,
  request: PullRequest,
  head: CommitId,
  forge: Pick<Forge, 'furnish' | 'arm' | 'update'>,
): Promise<Finished> {
  const { delivery } = commit.environment
  if (!needsFinishing(delivery)) return { warnings: [] }
  const isEarly = delivery.autoMerge !== 'off' && !mayMerge(gates, rules)
  const armed = isEarly ? [] : await arm(delivery, { request, head, isGuarded: isGuarded(rules) }, forge)
  const body = finished(request.body, isEarly)
  if (findState(request.body)?.unfinished !== true) {
    if (body !== request.body) await forge.update(request.number, { body })
    return { warnings: armed, body }
  }
  const { labels, reviewers, teamReviewers, assignees, milestone } = delivery
  const furnished = await attempt(() =>
    forge.furnish(request.number, {
      body,
      labels,
      reviewers,
      teamReviewers,
      assignees,
      ...(milestone !== undefined && { milestone }),
    }),
  )
  return { warnings: [...armed, ...furnished], body }
}

async function arm(
  { autoMerge }: RequestDelivery,
  {
    request,
    head,
    isGuarded,
  }: { readonly request: PullRequest; readonly head: CommitId; readonly isGuarded: boolean },
  forge: Pick<Forge, 'arm'>,
): Promise<readonly Problem[]> {
  if (autoMerge === 'off') return []
  if (!isGuarded) {
    const message = `#${request.number} is not merged by itself: ${request.base} asks for no review and no check, so nothing would stand between a new tag and production.`
    return [{ code: 'auto-merge-refused', level: 'warning', message }]
  }
  return attempt(async () => {
    await forge.arm({ number: request.number, head, method: autoMerge })
    return []
  })
}

async function attempt(work: () => Promise<readonly Problem[]>): Promise<readonly Problem[]> {
  try {
    return await work()
  } catch (thrown) {
    return problemsOf(thrown).map((problem) => ({ ...problem, level: 'warning' }))
  }
}

function finished(body: string, isEarly: boolean): string {
  return withState(body, (state) => {
    const { unfinished: _, unarmed: __, ...rest } = state
    return { ...rest, ...(isEarly && { unarmed: true }) }
  })
}
