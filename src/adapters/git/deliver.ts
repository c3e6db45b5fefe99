/** Moves a branch of the remote, with a lease on where it stood, and tells the ways apart in which that can fail. */
import type { CommitId } from '../../model/plan.ts'
import { problemError } from '../../model/problem.ts'
import type { GitCommand, Outcome } from './command.ts'
import { listHeads } from './heads.ts'

export interface Move {
  readonly branch: string
  readonly lease: CommitId | undefined
  readonly tip: CommitId
}

/**
 * Pushes `tip`, which is here. Throws `branch-moved` if the branch does not stand at `lease`, `push-refused` with the
 * remote's words for anything else. A branch that stands at `tip` in the end was moved, even if git heard of an error.
 */
export async function moveBranch(git: GitCommand, remote: string, move: Move): Promise<void> {
  const { branch, lease, tip } = move
  const ref = `refs/heads/${branch}`
  const pushed = await git.run([
    'push',
    '--porcelain',
    '--no-verify',
    `--force-with-lease=${ref}:${lease ?? ''}`,
    await pushUrl(git, remote),
    `${tip}:${ref}`,
  ])
  if (pushed.code === 0) return
  const stands = (await listHeads(git, remote)).get(branch)
  if (stands === tip) return
  if (stands !== lease || isStale(pushed)) {
    throw problemError('branch-moved', `${branch} moved: expected ${show(lease)}, found ${show(stands)}.`)
  }
  throw problemError('push-refused', `The remote refused the push to ${branch}. ${formatRefusal(pushed)}`)
}

/** The remote's address: a push to its name would also move the user's remote-tracking branch. */
async function pushUrl(git: GitCommand, remote: string): Promise<string> {
  const { code, stdout } = await git.run(['remote', 'get-url', '--push', remote])
  return code === 0 ? stdout.toString().trim() : remote
}

/** A remote that answers from several machines may refuse the lease and then still show the old head. */
function isStale(pushed: Outcome): boolean {
  return pushed.stdout.includes('[rejected] (stale info)')
}

/** git-push, "--porcelain": `!`, the refs, and the reason; the remote's own words come with standard error. */
function formatRefusal({ stdout, said }: Outcome): string {
  const reason = /^!\t[^\t]*\t(.*)$/m.exec(stdout.toString())?.[1]
  return [reason, said].filter((part) => part !== undefined && part !== '').join('\n')
}

function show(commit: CommitId | undefined): string {
  return commit === undefined ? 'no branch' : commit.slice(0, 12)
}
