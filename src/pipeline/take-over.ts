/** Flux's objects are acted on once somebody has said so. Until then a run shows what it would do: Flux may be at work on them itself. */
import type { Config, Environment } from '../model/environment.ts'
import type { DescribedParcel, UpdatePlan, WrittenParcel } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import { type PullRequest, stateOf } from '../model/pull-request.ts'
import { aboutCommit, type Publication } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'

type Permission = Pick<RunRequest, 'takeOver'>

/** What may be delivered and what may only be shown; commits of one branch go different ways where they must. */
export function divide(
  parcels: readonly WrittenParcel[],
  { takeOver = false }: Permission,
): { readonly ours: readonly WrittenParcel[]; readonly shown: readonly WrittenParcel[] } {
  const part = (isWanted: (environment: Environment) => boolean) =>
    parcels
      .map(({ parcel, commits }) => ({
        parcel,
        commits: commits.filter(({ planned }) => isWanted(planned.environment)),
      }))
      .filter(({ commits }) => commits.length > 0)
  return {
    ours: part(({ flux }) => takeOver || flux === undefined),
    shown: part(({ flux }) => !takeOver && flux !== undefined),
  }
}

/** Of what is done besides delivering, what may be done: requests of environments that are only shown stay as they are. */
export function ownPart(plan: UpdatePlan, { takeOver = false }: Permission): UpdatePlan {
  if (takeOver) return plan
  const shown = new Set(
    plan.environments.flatMap(({ environment }) =>
      environment.flux === undefined ? [] : [environment.name],
    ),
  )
  const isOurs = (request: PullRequest) => !shown.has(stateOf(request)?.environment ?? '')
  return {
    ...plan,
    closings: plan.closings.filter(({ environment }) => !shown.has(environment)),
    gatings: plan.gatings.filter(({ environment }) => !shown.has(environment)),
    notices: plan.notices.filter(({ environment }) => !shown.has(environment)),
    disarmed: plan.disarmed.filter(isOurs),
  }
}

/** What would become of parcels that may only be shown. */
export function wouldPublish({ parcel, commits }: DescribedParcel): readonly Publication[] {
  return commits.map(({ planned }) => ({ ...aboutCommit(planned, parcel.branch), kind: 'planned' }))
}

/** One note, however many automations there are; none where a run writes nothing anyway. */
export function takeOverNote(
  { environments }: Config,
  { from, takeOver = false }: Permission & Pick<RunRequest, 'from'>,
): readonly Problem[] {
  const origins = environments.flatMap(({ flux }) => flux ?? [])
  const [first] = origins
  if (takeOver || from === 'disk' || first === undefined) return []
  const many = origins.length === 1 ? 'an ImageUpdateAutomation' : `${origins.length} ImageUpdateAutomations`
  const message = `What the run would do for ${many} of Flux is shown and not done: nobody has said that Image Bump takes over.`
  return [{ code: 'take-over-needed', level: 'note', message, place: first.place }]
}
