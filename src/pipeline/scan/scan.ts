/** Environments -> manifests with their markers, branch by branch; then the tags of the images those markers need. */
import type { Config, Environment } from '../../model/environment.ts'
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import { problemError } from '../../model/problem.ts'
import type { RunRequest } from '../../model/request.ts'
import type { Ports, Worktree } from '../../ports.ts'
import { listTags } from './list-tags.ts'
import { markerTraces, rememberMarkers } from './markers.ts'
import { ownerOf, ownersAmong } from './owners.ts'
import { type BranchView, readBranches } from './read-branches.ts'
import { scanEnvironment } from './scan-environment.ts'

export { list, unknownImages } from './list-tags.ts'

/** `onDisk` names the branch whose files on disk are read instead of a commit's. */
export interface ScanRequest extends RunRequest {
  readonly onDisk?: string
}

type ScanPorts = Pick<Ports, 'git' | 'worktree' | 'registry'>

/** Throws `environment-unknown` for a request that names what the configuration does not have. */
export async function scan(config: Config, request: ScanRequest, ports: ScanPorts): Promise<Scanned> {
  const wanted = chosenEnvironments(config, request)
  const views = await readBranches(config.environments, wanted, request.onDisk, ports)
  const environments = wanted.map((environment) => scanned(environment, config, views))
  return { environments, listings: await listTags(environments, request.only, ports.registry) }
}

/** The files on disk alone, for selections that were made before. */
export async function scanWorktree(
  environment: Environment,
  worktree: Worktree,
): Promise<ScannedEnvironment> {
  const files = await worktree.read({ matches: ownerOf(environment), containing: markerTraces })
  const ownersOf = ownersAmong([environment])
  const view = { files, kustomizations: [], problems: [], markersIn: rememberMarkers(), ownersOf }
  return scanEnvironment(environment, [], view)
}

function scanned(
  environment: Environment,
  config: Config,
  views: ReadonlyMap<string, BranchView>,
): ScannedEnvironment {
  const view = views.get(environment.branch)
  if (view === undefined) throw new Error(`branch ${environment.branch} was not read`)
  const neighbours = config.environments.filter(
    (other) => other !== environment && other.branch === environment.branch,
  )
  return scanEnvironment(environment, neighbours, view)
}

function chosenEnvironments(config: Config, request: RunRequest): readonly Environment[] {
  const names = request.environments
  if (names === undefined) return config.environments
  const known = config.environments.map((environment) => environment.name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw problemError(
      'environment-unknown',
      `There is no environment ${unknown.map((name) => `"${name}"`).join(', ')}; the configuration has ${known.join(', ')}.`,
    )
  }
  return config.environments.filter((environment) => names.includes(environment.name))
}
