/** Runs the line again when a branch moved meanwhile: reads again, plans again, never pushes the same bytes again. */
import type { EnvironmentPlan } from '../model/plan.ts'
import type { Publication, RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import type { Ports } from '../ports.ts'
import { type Outcome, run } from './run.ts'

/** After so many tries, or so many milliseconds, a branch that keeps moving is left to the next run. */
export interface Patience {
  readonly tries: number
  readonly milliseconds: number
}

const patience: Patience = { tries: 15, milliseconds: 120_000 }

/** What earlier tries delivered stays in the outcome. Wrap the registry so that listings are remembered. */
export async function settle(
  request: RunRequest,
  ports: Ports,
  limits: Patience = patience,
): Promise<Outcome> {
  const start = ports.clock.now().getTime()
  let outcome = await run(request, ports)
  for (
    let attempt = 1;
    attempt < limits.tries && outcome.report.publications.some(lostTheRace);
    attempt += 1
  ) {
    const pause = ports.clock.random() * Math.min(10_000, 250 * 2 ** attempt)
    if (ports.clock.now().getTime() + pause - start > limits.milliseconds) break
    await ports.clock.pause(pause)
    outcome = joined(outcome, await run(request, ports))
  }
  return outcome
}

function lostTheRace({ problem }: Publication): boolean {
  return problem?.code === 'branch-moved'
}

function joined(earlier: Outcome, later: Outcome): Outcome {
  const kept = earlier.report.publications.filter(({ kind }) => kind === 'committed' || kind === 'proposed')
  const added = later.report.publications.filter(
    ({ kind, branch }) => kind !== 'unchanged' || !kept.some((each) => each.branch === branch),
  )
  const report: RunReport = {
    ...later.report,
    environments: later.report.environments.map((each) => withDelivered(each, earlier.report, kept)),
    publications: [...kept, ...added],
  }
  const delivered = earlier.parcels.filter(({ parcel }) =>
    kept.some(({ branch }) => branch === parcel.branch),
  )
  const anew = later.parcels.filter(
    (each) =>
      each.parcel.kind === 'commit' || !delivered.some(({ parcel }) => parcel.branch === each.parcel.branch),
  )
  return { report, parcels: [...delivered, ...anew] }
}

/** A direct commit that went in before is no change any more when the branch is read again; the report still tells it. */
function withDelivered(
  later: EnvironmentPlan,
  earlier: RunReport,
  kept: readonly Publication[],
): EnvironmentPlan {
  const { name } = later.environment
  const wasCommitted = kept.some(({ kind, environment }) => kind === 'committed' && environment === name)
  const before = earlier.environments.find(({ environment }) => environment.name === name)
  if (!wasCommitted || before === undefined) return later
  return { ...later, changes: [...before.changes, ...later.changes] }
}
