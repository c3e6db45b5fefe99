/** Runs the line again when a branch moved meanwhile: reads again, plans again, never pushes the same bytes again. */
import type { Change, EnvironmentPlan } from '../model/plan.ts'
import { type Problem, type ProblemCode, problemsOf } from '../model/problem.ts'
import type { Publication, RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import type { Ports } from '../ports.ts'
import { type Outcome, run, timed } from './run.ts'

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
  const began = ports.clock.now().getTime()
  const { report, parcels } = await settled(request, ports, limits)
  return { report: { ...report, ...timed(began, ports.clock) }, parcels }
}

async function settled(request: RunRequest, ports: Ports, limits: Patience): Promise<Outcome> {
  const { clock } = ports
  const end = clock.now().getTime() + limits.milliseconds
  let current = request
  let outcome = await run(current, ports)
  for (let tries = 1; tries < limits.tries; tries += 1) {
    const refused = refusedCommits(outcome, current)
    if (refused.length === 0 && !outcome.report.publications.some(lostTheRace)) break
    current = { ...current, refused: new Set([...(current.refused ?? []), ...refused]) }
    // Full jitter: anything up to a bound that doubles, so that several runs do not meet again.
    const pause = clock.random() * Math.min(10_000, 250 * 2 ** tries)
    if (clock.now().getTime() + pause > end) break
    await clock.pause(pause)
    try {
      outcome = joined(outcome, await run(current, ports))
    } catch (thrown) {
      return withProblems(outcome, problemsOf(thrown))
    }
  }
  return outcome
}

/** Environments whose direct commit the branch's rules refused, and that shall go by pull request then. */
function refusedCommits({ report }: Outcome, { refused }: RunRequest): readonly string[] {
  return report.environments
    .filter(({ environment: { name, delivery } }) => {
      const mayAsk = delivery.kind === 'commit' && delivery.onRefusal === 'pull-request'
      return (
        mayAsk &&
        refused?.has(name) !== true &&
        report.publications.some((each) => each.environment === name && each.problem?.code === 'push-refused')
      )
    })
    .map(({ environment }) => environment.name)
}

function lostTheRace({ problem }: Publication): boolean {
  return problem?.code === 'branch-moved'
}

/** A run that could not even look again does not undo what was delivered before. */
function withProblems({ report, parcels }: Outcome, problems: readonly Problem[]): Outcome {
  return { report: { ...report, problems: [...report.problems, ...problems] }, parcels }
}

function joined(earlier: Outcome, later: Outcome): Outcome {
  const delivered = earlier.report.publications.filter(({ kind }) => lasting.has(kind))
  const parcels = earlier.parcels.filter(
    ({ parcel: { kind, branch } }) =>
      delivered.some((each) => each.branch === branch) &&
      (kind === 'commit' || !later.parcels.some(({ parcel }) => parcel.branch === branch)),
  )
  const identity = later.report.identity ?? earlier.report.identity
  return {
    report: {
      ...later.report,
      ...(identity && { identity }),
      problems: joinedProblems(delivered, earlier.report, later.report),
      environments: later.report.environments.map((each) => withCommitted(each, parcels)),
      publications: joinedPublications(delivered, later.report.publications),
    },
    parcels: [...parcels, ...later.parcels],
  }
}

const lasting = new Set<Publication['kind']>(['closed', 'committed', 'proposed'])

/** What was said of a delivery stays true when a later try finds nothing left to write; other problems are the later try's to tell. */
function joinedProblems(
  delivered: readonly Publication[],
  earlier: RunReport,
  later: RunReport,
): readonly Problem[] {
  const warnings = new Set(delivered.flatMap((each) => each.warnings ?? []))
  const kept = earlier.problems.filter(
    (problem) => warnings.has(problem) || (delivered.length > 0 && aboutDeliveries.has(problem.code)),
  )
  // The second try may say the same of the token in other words: as what it saw, not as what it foresaw.
  const nameOf = (problem: Problem) =>
    aboutDeliveries.has(problem.code) ? problem.code : JSON.stringify(problem)
  const told = new Set(kept.map(nameOf))
  return [...kept, ...later.problems.filter((problem) => !told.has(nameOf(problem)))]
}

const aboutDeliveries = new Set<ProblemCode>(['commits-unverified', 'workflows-wait'])

/** A request that was opened in one try and found true, or updated, in the next is told once: as opened. */
function joinedPublications(
  delivered: readonly Publication[],
  later: readonly Publication[],
): readonly Publication[] {
  const before = (now: Publication) =>
    delivered.find(({ request }) => request !== undefined && request.number === now.request?.number)
  const again = new Set(later.map(before))
  return [
    ...delivered.filter((each) => !again.has(each)),
    ...later.map((now): Publication => {
      const { request, warnings = [] } = before(now) ?? {}
      if (request === undefined || now.request === undefined) return now
      const all = [...warnings, ...(now.warnings ?? [])]
      return {
        ...now,
        kind: 'proposed',
        request: { ...now.request, operation: request.operation },
        ...(all.length > 0 && { warnings: all }),
      }
    }),
  ]
}

/** A direct commit that went in before is no change any more when the branch is read again; the report still tells it. */
function withCommitted(later: EnvironmentPlan, parcels: Outcome['parcels']): EnvironmentPlan {
  const committed = parcels.flatMap(({ parcel, commits }): readonly Change[] =>
    parcel.kind === 'commit'
      ? commits
          .filter(({ planned }) => planned.environment.name === later.environment.name)
          .flatMap(({ planned }) => planned.changes)
      : [],
  )
  return committed.length === 0
    ? later
    : { ...later, changes: [...committed, ...later.changes].toSorted(byPlace) }
}

/** Files by bytes, then document order (CONTRACTS). */
function byPlace({ marker: one }: Change, { marker: other }: Change): number {
  const files = Buffer.compare(Buffer.from(one.place.file), Buffer.from(other.place.file))
  return files === 0 ? one.span.start - other.span.start : files
}
