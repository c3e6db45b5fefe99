/** Environments -> manifests with their markers, branch by branch; then the tags of the images those markers need. */
import type { Config, Environment } from '../../model/environment.ts'
import type { Manifest, SourceFile } from '../../model/manifest.ts'
import type { Scanned, ScannedEnvironment } from '../../model/scanned.ts'
import { problemError } from '../../model/problem.ts'
import { sourceNames } from '../../model/promotion.ts'
import type { RunRequest } from '../../model/request.ts'
import type { Ports, Worktree } from '../../ports.ts'
import { listTags, looksAt } from './list-tags.ts'
import { findMarkers, markerTraces, rememberMarkers } from './markers.ts'
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
  const wanted = concerned(chosenEnvironments(config, request), request)
  const besides = sourcesBeside(wanted, config)
  const views = await readBranches(config.environments, [...wanted, ...besides], request.onDisk, ports)
  const look = (environment: Environment) => scanned(environment, config, views)
  const [environments, sources] = [wanted.map(look), besides.map(look)]
  const listings = await listTags(environments, request.only, ports.registry)
  return { environments, ...(sources.length > 0 && { sources }), listings }
}

/** All of them or, where an event tells of images that none of them looks at, none: nothing is read and nobody is asked for that. */
function concerned(
  chosen: readonly Environment[],
  { only = [], isAnnounced = false }: RunRequest,
): readonly Environment[] {
  return isAnnounced && !looksAt(chosen, only) ? [] : chosen
}

/** How an environment's markers are found in another version of one of its files. */
export function markersIn(
  config: Config,
  name: string,
  versions: readonly SourceFile[],
): ReadonlyMap<SourceFile, Manifest> {
  const environment = config.environments.find((each) => each.name === name)
  if (environment === undefined) return new Map()
  const neighbours = neighboursOf(environment, config)
  const ownersOf = ownersAmong([environment, ...neighbours])
  const view = { files: versions, kustomizations: [], problems: [], markersIn: findMarkers, ownersOf }
  const { manifests } = scanEnvironment(environment, neighbours, view)
  return new Map(manifests.map((manifest) => [manifest.file, manifest]))
}

/** What others take from is looked at too, and never changed by this run. */
function sourcesBeside(wanted: readonly Environment[], config: Config): readonly Environment[] {
  const names = new Set(wanted.flatMap(({ from }) => sourceNames(from)))
  return config.environments.filter((each) => names.has(each.name) && !wanted.includes(each))
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
  return scanEnvironment(environment, neighboursOf(environment, config), view)
}

function neighboursOf(environment: Environment, { environments }: Config): readonly Environment[] {
  return environments.filter((other) => other !== environment && other.branch === environment.branch)
}

function chosenEnvironments(config: Config, request: RunRequest): readonly Environment[] {
  const known = config.environments.map((environment) => environment.name)
  const frozen = request.freeze === undefined || request.freeze === 'all' ? [] : request.freeze
  const names = request.environments ?? known
  const unknown = [...names, ...frozen].filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw problemError(
      'environment-unknown',
      `There is no environment ${unknown.map((name) => `"${name}"`).join(', ')}; the configuration has ${known.join(', ')}.`,
    )
  }
  return config.environments.filter((environment) => names.includes(environment.name))
}
