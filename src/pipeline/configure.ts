/** The first three steps: from where configuration lies to what it says. */
import type { PlannedConfiguration } from '../model/plan-file.ts'
import type { RunRequest } from '../model/request.ts'
import type { Ports } from '../ports.ts'
import { alongside, type ConfigResult, type Defaults, readConfig } from './config/config.ts'
import { load } from './load/load.ts'
import { plannedConfiguration, refuseOther } from './plan-file/plan-file.ts'
import { render } from './render/render.ts'

/** A configuration, and the branch whose files on disk are read instead of commits. */
export interface Configured extends ConfigResult {
  /** What a plan file says of it. */
  readonly configuration: PlannedConfiguration
  readonly onDisk?: string
}

/** Throws a ProblemError where there is no configuration that a run can start with, and for a plan that was made by another one. */
export async function configure(request: RunRequest, ports: Ports): Promise<Configured> {
  const loaded = await load(request, ports, alongside)
  const rendered = await render(loaded, ports.renderer)
  const source = { ...loaded, rendered, ...(request.manifests && { given: request.manifests }) }
  const read = readConfig(source, defaultsOf(request, loaded.branch))
  const configuration = plannedConfiguration(read.config, loaded)
  refuseOther(request.planned, configuration)
  return { ...read, configuration, ...(loaded.onDisk !== undefined && { onDisk: loaded.onDisk }) }
}

function defaultsOf(
  { strict = false, pullRequests = true, signingKeys = [] }: RunRequest,
  branch: string,
): Defaults {
  return { branch, strict, pullRequests, signingKeys }
}
