/** The configuration as it stands on disk, for verbs that need nothing else. */
import { noBranch } from '../model/environment.ts'
import type { SourceFile } from '../model/manifest.ts'
import { problemsOf } from '../model/problem.ts'
import { type ConfigResult, readConfig } from '../pipeline/config/config.ts'
import { type FluxReading, fluxFiles, readFlux } from '../pipeline/config/flux/flux.ts'
import { configNotFound, seek, type Sought } from '../pipeline/load/load.ts'
import type { Git, Ports } from '../ports.ts'

/** Environments that name no branch are on the one that is checked out, or on `(default)` where there is no Git. Throws a ProblemError: `config-not-found`, or everything that is wrong in the file. */
export async function readConfigOnDisk(
  file: string,
  ports: Pick<Ports, 'worktree' | 'git'>,
): Promise<ConfigResult> {
  const sought = seek(file)
  const found = await readSought(sought, ports)
  if (found === undefined) throw configNotFound(sought, 'on disk', ports.worktree.problems?.())
  return found
}

/** The same, or undefined where there is no such file. */
export function findConfigOnDisk(
  file: string,
  ports: Pick<Ports, 'worktree' | 'git'>,
): Promise<ConfigResult | undefined> {
  return readSought(seek(file), ports)
}

async function readSought(
  { file, wanted }: Sought,
  { worktree, git }: Pick<Ports, 'worktree' | 'git'>,
): Promise<ConfigResult | undefined> {
  const [found] = await worktree.read(wanted)
  if (found === undefined) return undefined
  return readConfig(
    { file, text: new TextDecoder().decode(found.bytes) },
    { branch: await currentBranch(git) },
  )
}

/** Flux's objects as they stand on disk, each cluster that Flux was bootstrapped for a root. */
export async function readFluxOnDisk({ worktree }: Pick<Ports, 'worktree'>): Promise<FluxReading> {
  const files: SourceFile[] = []
  for (const wanted of fluxFiles) files.push(...(await worktree.read(wanted)))
  return readFlux(files)
}

async function currentBranch(git: Git): Promise<string> {
  try {
    return (await git.checkedOut()).branch ?? noBranch
  } catch (thrown) {
    problemsOf(thrown)
    return '(default)'
  }
}
