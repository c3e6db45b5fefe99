/** The configuration as it stands on disk, for verbs that need nothing else. */
import { problemError, problemsOf } from '../model/problem.ts'
import { type ConfigResult, readConfig } from '../pipeline/config/config.ts'
import type { Git, Ports } from '../ports.ts'

/** Environments that name no branch are on the one that is checked out, or on `(default)` where there is no Git. Throws a ProblemError: `config-not-found`, or everything that is wrong in the file. */
export async function readConfigOnDisk(
  file: string,
  { worktree, git }: Pick<Ports, 'worktree' | 'git'>,
): Promise<ConfigResult> {
  const [found] = await worktree.read({ matches: (path) => path === file })
  if (found === undefined) throw problemError('config-not-found', `There is no ${file} on disk.`, { file })
  return readConfig(
    { file, text: new TextDecoder().decode(found.bytes) },
    { branch: await currentBranch(git) },
  )
}

async function currentBranch(git: Git): Promise<string> {
  try {
    return (await git.checkedOut()).branch ?? 'HEAD'
  } catch (thrown) {
    problemsOf(thrown)
    return '(default)'
  }
}
