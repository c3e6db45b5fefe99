/** Requests of ours that are open when a run ends: those that were found so, and those that it opened, without those that it closed. */
import type { EnvironmentPlan, UpdatePlan } from '../../model/plan.ts'
import { claimOf, type PullRequest } from '../../model/pull-request.ts'
import type { OpenRequest, Publication } from '../../model/report.ts'
import type { UnderWay } from '../../model/under-way.ts'

/** By number. A request that the plan closes counts as closed, in a dry run too. */
export function openRequests(
  { existing }: UnderWay,
  { environments, closings }: UpdatePlan,
  publications: readonly Publication[],
): readonly OpenRequest[] {
  const over = new Set(closings.map(({ request }) => request.number))
  const found = [...existing.values()].flatMap(({ request }) => request ?? []).map(asFound)
  const known = new Set(found.map(({ number }) => number))
  const opened = publications.flatMap((each) => {
    const planned = environments.find(({ environment }) => environment.name === each.environment)
    return each.request === undefined || known.has(each.request.number)
      ? []
      : [asOpened(each, each.request, planned)]
  })
  return [...found, ...opened]
    .filter(({ number }) => !over.has(number))
    .toSorted((one, other) => one.number - other.number)
}

function asFound(request: PullRequest): OpenRequest {
  const { head, number, url, title, openedAt, approved, armed, queued } = request
  return {
    environment: claimOf(request)?.environment ?? '',
    branch: head,
    number,
    url,
    title,
    ...(openedAt !== undefined && { openedAt }),
    approved,
    mergesItself: armed || queued,
  }
}

/** Nobody can have agreed to it yet; it was armed unless that is told to have failed. */
function asOpened(
  { environment, branch, warnings = [] }: Publication,
  { number, url }: NonNullable<Publication['request']>,
  planned: EnvironmentPlan | undefined,
): OpenRequest {
  const delivery = planned?.environment.delivery
  const isToArm = delivery?.kind === 'pull-request' && delivery.autoMerge !== 'off'
  const mergesItself = isToArm && !warnings.some(({ code }) => code === 'auto-merge-refused')
  return { environment, branch, number, url, approved: false, mergesItself }
}
