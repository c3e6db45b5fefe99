/** The whole line on one page: look, think, act, tell. */
import { type Config, plainRequest } from '../model/environment.ts'
import type { Scanned } from '../model/scanned.ts'
import type { DescribedParcel, ExistingBump, UpdatePlan } from '../model/plan.ts'
import type { Sighting } from '../model/ledger.ts'
import type { PlannedConfiguration } from '../model/plan-file.ts'
import type { Problem } from '../model/problem.ts'
import type { Identity } from '../model/pull-request.ts'
import type { EnvironmentSelections, RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import { findTokenProblem } from '../model/token.ts'
import type { UnderWay } from '../model/under-way.ts'
import type { Ports } from '../ports.ts'
import { configure, type Configured } from './configure.ts'
import { describe, withFluxMessages } from './describe/describe.ts'
import { pin } from './pin/pin.ts'
import { plan } from './plan/plan.ts'
import { admit, gatingsNow, keepLedger, publish, sayGates, tidy } from './publish/publish.ts'
import { recall, type Recalled } from './recall/recall.ts'
import { report } from './report/report.ts'
import { rewrite, stack } from './rewrite/rewrite.ts'
import { markersIn, scan, unknownImages } from './scan/scan.ts'
import { sharedWork } from './policies/policies.ts'
import {
  movedTags,
  prove,
  proveCarried,
  type Proving,
  type ReadMarkers,
  type Sources,
} from './prove/prove.ts'
import { inTurn, select } from './select/select.ts'
import { divide, ownPart, takeOverNote, wouldPublish } from './take-over.ts'

/** What a run leaves behind: the report, and each parcel with its bytes and words for whoever wants to show them. */
export interface Outcome {
  readonly report: RunReport
  readonly parcels: readonly DescribedParcel[]
}

/** What was seen and what shall happen; nothing is written yet. */
export interface Look {
  readonly request: RunRequest
  readonly config: Config
  /** What a plan file says of it. */
  readonly configuration: PlannedConfiguration
  readonly scanned: Scanned
  readonly selections: readonly EnvironmentSelections[]
  readonly plan: UpdatePlan
  readonly problems: readonly Problem[]
  /** What was read of environments that others take from; absent where nothing is behind gates. */
  readonly sources?: Sources
  /** What the ledger does not know yet. */
  readonly sightings: readonly Sighting[]
  /** What earlier runs and people have under way; not asked for files on disk. */
  readonly underWay?: UnderWay
  /** Whose token the run uses, where that is known. */
  readonly identity?: Identity
}

/** Throws a ProblemError when there is nothing to run: no configuration, a wrong one, or no repository. */
export async function run(request: RunRequest, ports: Ports): Promise<Outcome> {
  const began = ports.clock.now().getTime()
  const { report, parcels } = await act(await look(request, ports), ports)
  return { report: { ...report, ...timed(began, ports.clock) }, parcels }
}

/** When something began, and how long it took until now. */
export function timed(began: number, clock: Ports['clock']): Pick<RunReport, 'began' | 'took'> {
  return { began, took: clock.now().getTime() - began }
}

/** Reads the configuration, unless it was read before. */
export async function look(request: RunRequest, ports: Ports, configured?: Configured): Promise<Look> {
  const { config, warnings, configuration, onDisk } = configured ?? (await configure(request, ports))
  const only = request.only ?? request.planned?.only
  const wanted = { ...request, ...(only && { only }), ...(onDisk !== undefined && { onDisk }) }
  const scanned = await scan(instead(config, request.refused), wanted, ports)
  const { environments } = scanned
  const { selections, proving, recalled } = await decide(scanned, { config, request }, ports)
  const planned = plan({
    environments,
    selections,
    underWay: recalled?.underWay,
    proven: proving.proven,
    now: ports.clock.now(),
    freeze: request.freeze,
    suspend: request.suspend,
    planned: request.planned,
  })
  const problems = [
    ...(request.noticed ?? []),
    ...takeOverNote(config, request),
    ...[warnings, unknownImages(request, environments), proving.problems].flat(),
    ...(await movedTags(selections, proving)),
    ...(recalled?.problems ?? []),
  ]
  return {
    request,
    config,
    configuration,
    scanned,
    selections,
    plan: planned,
    problems,
    sightings: proving.sightings,
    ...(proving.around && { sources: await proving.around.sources.known() }),
    ...underWayOf(recalled),
  }
}

interface Decided extends Pick<Look, 'selections'> {
  readonly proving: Proving
  readonly recalled: Recalled | undefined
}

/** From `prove` to `recall`: what each policy chooses, behind its gates and beside what is under way. */
async function decide(
  scanned: Scanned,
  { config, request }: Pick<Look, 'config' | 'request'>,
  ports: Ports,
): Promise<Decided> {
  const work = sharedWork()
  const readMarkers: ReadMarkers = (name, versions) => markersIn(config, name, versions)
  const first = await prove(scanned, ports, { readMarkers, work })
  const { environments } = scanned
  const selected = await pin(select(scanned, first.proven, work), environments, ports.registry)
  const recalled = request.from === 'disk' ? undefined : await recall(environments, selected, ports)
  const existing = recalled?.underWay.existing ?? new Map<string, ExistingBump>()
  const proving = await proveCarried(first, existing, ports.forge)
  const here = { environments, proven: proving.proven, existing, work }
  return { selections: inTurn(recalled?.selections ?? selected, here), proving, recalled }
}

function underWayOf(recalled: Recalled | undefined): Pick<Look, 'underWay' | 'identity'> {
  const { underWay } = recalled ?? {}
  return { ...(underWay && { underWay }), ...(underWay?.identity && { identity: underWay.identity }) }
}

/** A branch that refuses our commits may take a pull request. */
function instead(config: Config, refused: ReadonlySet<string> = new Set()): Config {
  const environments = config.environments.map((environment) =>
    refused.has(environment.name) ? { ...environment, delivery: plainRequest } : environment,
  )
  return { ...config, environments }
}

export async function act(seen: Look, ports: Ports): Promise<Outcome> {
  const rewritten = rewrite(seen.plan, seen.scanned.environments)
  const { request, identity } = seen
  const { server = 'https://github.com', changelogs = [] } = request
  const telling = { selections: seen.selections, server, changelogs, ...(identity && { identity }) }
  const worded = withFluxMessages(rewritten.parcels, seen.selections)
  const divided = divide(worded.parcels, request)
  const [ours, shown] = [stack(divided.ours), stack(divided.shown)]
  const delivered = await describe(ours.parcels, telling, ports)
  const withheld = await describe(shown.parcels, telling, ports)
  const published = await publish(delivered, ports)
  const own = ownPart(seen.plan, request)
  const gatings = gatingsNow(own.gatings, published)
  const unsaid = [
    ...(await sayGates(gatings, published, ports.forge)),
    ...(await admit(seen.underWay?.rules ?? new Map(), gatings, ports.forge)),
  ]
  const unkept = await keepLedger(seen.sightings, ports)
  const tidied = await tidy(own, published, ports)
  const publications = [
    ...published,
    ...tidied.publications,
    ...withheld.flatMap(wouldPublish),
    ...worded.failed,
  ]
  const problems = [
    ...seen.problems,
    ...ports.registry.problems(),
    ...(ports.worktree.problems?.() ?? []),
    ...[rewritten, ours, shown, tidied].flatMap((step) => step.problems),
    ...[...delivered, ...withheld].flatMap(({ problems: own = [] }) => own),
    ...unsaid,
    ...unkept,
    ...noticed(ports, seen),
  ]
  return {
    report: report({ ...seen, server, problems, publications, requests: ports.registry.requests() }),
    parcels: [...delivered, ...withheld],
  }
}

/** What the delivery noticed, unless the report says it of the token already. */
function noticed({ git }: Ports, { identity, request }: Look): readonly Problem[] {
  const foreseen = identity && findTokenProblem(identity, request.server ?? '')
  return (git.problems?.() ?? []).filter(({ code }) => code !== foreseen?.code)
}
