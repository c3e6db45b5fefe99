/** The one case in which the user's checkout moves: its branch got our commit, and nothing of the user's is in the way. */
import type { CommitId } from '../../model/history.ts'
import type { GitCommand } from './command.ts'

export interface Following {
  readonly branch: string
  readonly from: CommitId
  readonly to: CommitId
}

/** Fast-forwards the checkout, so that later steps of a job see the new files. `bring` gets the commit if it was not made here. Gives false where it stays. */
export async function followBranch(
  git: GitCommand,
  { branch, from, to }: Following,
  bring: () => Promise<void>,
): Promise<boolean> {
  const head = await git.run(['symbolic-ref', '--quiet', 'HEAD'])
  if (head.code !== 0 || head.stdout.toString().trim() !== `refs/heads/${branch}`) return false
  if ((await git.line(['rev-parse', 'HEAD'])) !== from) return false
  const changes = await git.run(['status', '--porcelain', '--untracked-files=no'])
  if (changes.code !== 0 || changes.stdout.length > 0) return false
  if ((await git.run(['cat-file', '-e', to])).code !== 0) await bring()
  const moved = await git.run(['merge', '--ff-only', '--quiet', '--no-stat', to])
  return moved.code === 0
}
