/** The configuration as it stands on disk, for verbs that need nothing else. */
import type { SourceFile } from '../model/manifest.ts'
import { problemError, problemsOf } from '../model/problem.ts'
import { type ConfigResult, readConfig } from '../pipeline/config/config.ts'
import { type FluxReading, fluxFiles, readFlux } from '../pipeline/config/flux/flux.ts'
import type { Git, Ports } from '../ports.ts'

/** Environments that name no branch are on the one that is checked out, or on `(default)` where there is no Git. Throws a ProblemError: `config-not-found`, or everything that is wrong in the file. */
export async function readConfigOnDisk(
  file: string,
  ports: Pick<Ports, 'worktree' | 'git'>,
): Promise<ConfigResult> {
  const found = await findConfigOnDisk(file, ports)
  if (found === undefined) throw configNotFound(file)
  return found
}

/** The same, or undefined where there is no such file. */
export async function findConfigOnDisk(
  file: string,
  { worktree, git }: Pick<Ports, 'worktree' | 'git'>,
): Promise<ConfigResult | undefined> {
  const [found] = await worktree.read({ matches: (path) => path === file })
  if (found === undefined) return undefined
  return readConfig(
    { file, text: new TextDecoder().decode(found.bytes) },
    { branch: await currentBranch(git) },
  )
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

async function currentBranch(git: Git): Promise<string> {
  try {
    return (await git.checkedOut()).branch ?? 'HEAD'
  } catch (thrown) {
    problemsOf(thrown)
    return '(default)'
  }
}
