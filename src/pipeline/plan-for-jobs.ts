/** A run that writes nothing, and what other jobs need to do in its place. */
import type { MatrixRow } from '../model/matrix.ts'
import type { CommitId } from '../model/history.ts'
import type { Planned } from '../model/plan-file.ts'
import type { RunRequest } from '../model/request.ts'
import type { Ports } from '../ports.ts'
import { matrixRows } from './matrix/matrix.ts'
import { standingOf } from './plan-file/plan-file.ts'
import { act, look, type Look, type Outcome, timed } from './run.ts'
import { ownPart } from './take-over.ts'

export interface PlanForJobs {
  readonly outcome: Outcome
  readonly rows: readonly MatrixRow[]
  /** What a plan file says besides the answers of the registries. */
  readonly planned: Planned
}

/** Takes dry-run ports and a request that reads commits: of files on disk nobody knows what is under way. */
export async function planForJobs(request: RunRequest, ports: Ports): Promise<PlanForJobs> {
  const madeAt = ports.clock.now()
  const seen = await look(request, ports)
  const { report, parcels } = await act(seen, ports)
  const outcome = { report: { ...report, ...timed(madeAt.getTime(), ports.clock) }, parcels }
  const mayDo = mayDoFor(seen)
  return {
    outcome,
    rows: matrixRows({
      plan: ownPart(seen.plan, request),
      publications: report.publications.filter(({ environment }) => mayDo.has(environment)),
      sightings: seen.sightings,
      ...(seen.underWay && { rules: seen.underWay.rules }),
    }),
    planned: {
      madeAt,
      configuration: seen.configuration,
      ...(request.only && { only: request.only }),
      standing: standingOf(seen.scanned.environments),
      heads: headsOf(seen),
    },
  }
}

/** What Flux's objects lead to may only be shown until somebody has said otherwise. */
function mayDoFor({ plan: { environments }, request: { takeOver = false } }: Look): ReadonlySet<string> {
  const own = environments.filter(({ environment: { flux } }) => takeOver || flux === undefined)
  return new Set(own.map(({ environment }) => environment.name))
}

function headsOf({ underWay }: Look): ReadonlyMap<string, CommitId> {
  const branches = [...(underWay?.existing ?? [])]
  return new Map(
    branches.flatMap(([name, { branch }]) => (branch === undefined ? [] : [[name, branch.head] as const])),
  )
}
