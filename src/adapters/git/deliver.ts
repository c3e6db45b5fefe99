/** Moves a branch of the remote, with a lease on where it stood, and tells the ways apart in which that can fail. */
import { randomUUID } from 'node:crypto'
import type { CommitId } from '../../model/plan.ts'
import { problemError } from '../../model/problem.ts'
import type { GitCommand, Outcome } from './command.ts'
import type { Setting } from './environment.ts'
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
  const pushed = await push(git, remote, move)
  if (pushed.code === 0) return
  const heads = await listHeads(git, remote)
  const stands = heads.get(branch)
  if (stands === tip) return
  if (stands !== lease || isStale(pushed)) {
    throw problemError('branch-moved', `${branch} moved: expected ${show(lease)}, found ${show(stands)}.`)
  }
  const why = [explainConflict(branch, [...heads.keys()]), formatRefusal(pushed)].join('')
  throw problemError('push-refused', `The remote refused the push to ${branch}. ${why}`)
}

async function push(git: GitCommand, remote: string, { branch, lease, tip }: Move): Promise<Outcome> {
  const ref = `refs/heads/${branch}`
  const { address, settings } = await findTarget(git, remote)
  const safely = ['--porcelain', '--no-verify', `--force-with-lease=${ref}:${lease ?? ''}`]
  return git.run(['push', ...safely, address, `${tip}:${ref}`], { settings })
}

/**
 * The remote's address: a push to its name would also move the user's remote-tracking branch. It may hold a password, so it
 * goes by a name for this push alone, which configuration explains (git-config, "url.<base>.insteadOf").
 */
async function findTarget(
  git: GitCommand,
  remote: string,
): Promise<{ readonly address: string; readonly settings: readonly Setting[] }> {
  const { code, stdout } = await git.run(['remote', 'get-url', '--push', remote])
  // It is an address already.
  if (code !== 0) return { address: remote, settings: [] }
  const address = `image-bump-${randomUUID()}:`
  return { address, settings: [[`url.${stdout.toString().trim()}.insteadOf`, address]] }
}

/** A branch is a file to Git and the parts before its last slash are folders, so that `a` and `a/b` cannot both exist. */
function explainConflict(branch: string, heads: readonly string[]): string {
  const other = heads.find((head) => branch.startsWith(`${head}/`) || head.startsWith(`${branch}/`))
  if (other === undefined) return ''
  return `It has a branch named ${other}, beside which Git can have none named ${branch}: rename or delete that one. `
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
