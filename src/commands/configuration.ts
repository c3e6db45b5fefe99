/** The configuration as it stands on disk, for verbs that need nothing else. */
import { noBranch } from '../model/environment.ts'
import type { SourceFile } from '../model/manifest.ts'
import type { RunRequest } from '../model/request.ts'
import { problemError, problemsOf } from '../model/problem.ts'
import { alongside, type ConfigResult, readConfig } from '../pipeline/config/config.ts'
import { type FluxReading, fluxFiles, readFlux } from '../pipeline/config/flux/flux.ts'
import { type Loaded, readConfiguration } from '../pipeline/load/load.ts'
import { render } from '../pipeline/render/render.ts'
import type { Git, Ports, Wanted, Worktree } from '../ports.ts'

export interface ConfigOnDisk extends ConfigResult {
  /** Is there a file of ours, or nothing but Flux's objects? */
  readonly hasFile: boolean
}

/** What reading a configuration asks of the world. */
export type ConfigPorts = Pick<Ports, 'worktree' | 'git' | 'renderer'>

/** What a person may say of Flux's objects besides the configuration. */
export type FluxRequest = Pick<RunRequest, 'manifests' | 'strict'>

/** Environments that name no branch are on the one that is checked out, or on `(default)` where there is no Git. Throws a ProblemError: `config-not-found`, or everything that is wrong in the file. */
export async function readConfigOnDisk(
  file: string,
  ports: ConfigPorts,
  asked: FluxRequest = {},
): Promise<ConfigOnDisk> {
  const found = await readOnDisk(file, ports.worktree)
  return { ...(await readFound(found, ports, asked)), hasFile: found.text !== undefined }
}

/** The same, or undefined where there is no such file, whatever Flux's objects say. */
export async function findConfigOnDisk(file: string, ports: ConfigPorts): Promise<ConfigResult | undefined> {
  const found = await readOnDisk(file, ports.worktree)
  return found.text === undefined ? undefined : readFound(found, ports, {})
}

type Found = Awaited<ReturnType<typeof readConfiguration>> & Pick<Loaded, 'read'>

async function readFound(
  found: Found,
  { renderer, git }: Pick<ConfigPorts, 'renderer' | 'git'>,
  { manifests, strict = false }: FluxRequest,
): Promise<ConfigResult> {
  const source = { ...found, rendered: await render(found, renderer), ...(manifests && { given: manifests }) }
  return readConfig(source, { branch: await currentBranch(git), strict })
}

/** The bytes of it, with what it includes and Flux's manifests. */
export async function readOnDisk(file: string, worktree: Worktree): Promise<Found> {
  const read = (wanted: Wanted) => worktree.read(wanted)
  return { ...(await readConfiguration(file, { read, where: 'on disk' }, alongside)), read }
}

/** There is no configuration at this path. */
export function configNotFound(file: string): Error {
  return problemError('config-not-found', `There is no ${file} on disk.`, { file })
}

/** Flux's objects as they stand on disk, each cluster that Flux was bootstrapped for a root. */
export async function readFluxOnDisk({ worktree }: Pick<Ports, 'worktree'>): Promise<FluxReading> {
  const files: SourceFile[] = []
  for (const wanted of fluxFiles) files.push(...(await worktree.read(wanted)))
  return readFlux(files)
}

/** The branch that is checked out, or `(default)` where there is no Git. */
export async function currentBranch(git: Git): Promise<string> {
  try {
    return (await git.checkedOut()).branch ?? noBranch
  } catch (thrown) {
    problemsOf(thrown)
    return '(default)'
  }
}
