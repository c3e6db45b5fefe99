/** The whole line on one page: look, think, act, tell. */
import type { Config } from '../model/environment.ts'
import type { Scanned } from '../model/scanned.ts'
import type { DescribedParcel, UpdatePlan } from '../model/plan.ts'
import type { Problem } from '../model/problem.ts'
import type { EnvironmentSelections, RunReport } from '../model/report.ts'
import type { RunRequest } from '../model/request.ts'
import type { Ports } from '../ports.ts'
import { readConfig } from './config/config.ts'
import { describe } from './describe/describe.ts'
import { load } from './load/load.ts'
import { pin } from './pin/pin.ts'
import { plan } from './plan/plan.ts'
import { publish } from './publish/publish.ts'
import { recall } from './recall/recall.ts'
import { report } from './report/report.ts'
import { rewrite } from './rewrite/rewrite.ts'
import { scan, unknownImages } from './scan/scan.ts'
import { select } from './select/select.ts'

/** What a run leaves behind: the report, and each parcel with its bytes and words for whoever wants to show them. */
export interface Outcome {
  readonly report: RunReport
  readonly parcels: readonly DescribedParcel[]
}

/** What was seen and what shall happen; nothing is written yet. */
export interface Look {
  readonly config: Config
  readonly scanned: Scanned
  readonly selections: readonly EnvironmentSelections[]
  readonly plan: UpdatePlan
  readonly problems: readonly Problem[]
}

/** Throws a ProblemError when there is nothing to run: no configuration, a wrong one, or no repository. */
export async function run(request: RunRequest, ports: Ports): Promise<Outcome> {
  return act(await look(request, ports), ports)
}

export async function look(request: RunRequest, ports: Ports): Promise<Look> {
  const loaded = await load(request, ports)
  const { config, warnings } = readConfig(loaded, { branch: loaded.branch })
  const scanned = await scan(
    config,
    { ...request, ...(loaded.onDisk !== undefined && { onDisk: loaded.onDisk }) },
    ports,
  )
  const selections = await pin(select(scanned), scanned.environments, ports.registry)
  const environments = scanned.environments.map(({ environment }) => environment)
  const recalled = request.from === 'disk' ? undefined : await recall(environments, selections, ports)
  const planned = plan({
    environments: scanned.environments,
    selections,
    existing: recalled?.existing,
    suspend: request.suspend,
  })
  const unknown = unknownImages(request.only ?? [], scanned.environments)
  const problems = [...warnings, ...unknown, ...(recalled?.problems ?? [])]
  return { config, scanned, selections, plan: planned, problems }
}

export async function act(seen: Look, ports: Ports): Promise<Outcome> {
  const rewritten = rewrite(seen.plan, seen.scanned.environments)
  const parcels = describe(rewritten.parcels, seen.selections)
  const publications = await publish(parcels, ports)
  const problems = [...seen.problems, ...ports.registry.problems(), ...rewritten.problems]
  return { report: report({ ...seen, problems, publications, requests: ports.registry.requests() }), parcels }
}
