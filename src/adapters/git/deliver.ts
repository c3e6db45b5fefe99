/** Moves a ref of the remote, with a lease on where it stood, and tells the ways apart in which that can fail. */
import { randomUUID } from 'node:crypto'
import type { CommitId } from '../../model/history.ts'
import { problemError } from '../../model/problem.ts'
import type { Push } from '../../ports.ts'
import type { GitCommand, Outcome } from './command.ts'
import type { Setting } from './environment.ts'
import type { Need } from './fetch.ts'
import { findRef, listHeads } from './heads.ts'
import { formatRefspec, parseRefspec } from './refspec.ts'

export interface Move {
  /** In full: `refs/heads/main`. */
  readonly ref: string
  readonly lease: CommitId | undefined
  /** Undefined deletes the ref. */
  readonly tip: CommitId | undefined
  /** Told to the remote. */
  readonly options?: Push['options']
}

/**
 * Pushes `tip`, which is here, or deletes the ref. Throws `branch-moved` if the ref does not stand at `lease`, `push-refused` with the
 * remote's words for anything else. A ref that stands at `tip` in the end was moved, even if git heard of an error.
 */
export async function moveRef(git: GitCommand, remote: string, move: Move): Promise<void> {
  const { ref, lease, tip } = move
  const pushed = await push(git, remote, move)
  if (pushed.code === 0) return
  const stands = await findRef(git, remote, ref)
  if (stands === tip) return
  const name = branchOf(ref) ?? ref
  if (stands !== lease || isStale(pushed)) {
    throw problemError('branch-moved', `${name} moved: expected ${show(lease)}, found ${show(stands)}.`)
  }
  const why = [await explainConflict(git, remote, ref), formatRefusal(pushed)].join('')
  throw problemError('push-refused', `The remote refused the push to ${name}. ${why}`)
}

/** The short name of a branch; undefined for a ref of another kind. */
function branchOf(ref: string): string | undefined {
  return /^refs\/heads\/(.+)$/.exec(ref)?.[1]
}

/** The refspecs of a push, one after another, when its branch stands at `tip`. `need` brings what is not here. Throws `push-refused`. */
export async function pushRefspecs(
  git: GitCommand,
  remote: string,
  { push, tip, need }: { readonly push: Push; readonly tip: CommitId; readonly need: Need },
): Promise<void> {
  const { branch, base, lease, options, refspecs = [] } = push
  // As Flux does: what is pushed after a branch that was made anew is forced as well.
  const isForced = lease !== undefined && lease !== base
  for (const text of refspecs) {
    const refspec = parseRefspec(text, branch)
    const commit = refspec.source === undefined ? tip : (await listHeads(git, remote)).get(refspec.source)
    if (commit === undefined)
      throw problemError('push-refused', `The remote has no branch ${refspec.source}, which "${text}" names.`)
    await need(commit)
    const spec = formatRefspec({ ...refspec, isForced: isForced || refspec.isForced }, commit)
    const pushed = await runPush(git, remote, formatOptions(options), spec)
    if (pushed.code === 0) continue
    throw problemError(
      'push-refused',
      `${branch} was pushed, but the remote refused "${text}". ${formatRefusal(pushed)}`,
    )
  }
}

function push(git: GitCommand, remote: string, { ref, lease, tip, options }: Move): Promise<Outcome> {
  const safely = [`--force-with-lease=${ref}:${lease ?? ''}`, ...formatOptions(options)]
  return runPush(git, remote, safely, `${tip ?? ''}:${ref}`)
}

async function runPush(
  git: GitCommand,
  remote: string,
  options: readonly string[],
  refspec: string,
): Promise<Outcome> {
  const { address, settings } = await findTarget(git, remote)
  return git.run(['push', '--porcelain', '--no-verify', ...options, address, refspec], { settings })
}

function formatOptions(options: Push['options'] = {}): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
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
async function explainConflict(git: GitCommand, remote: string, ref: string): Promise<string> {
  const branch = branchOf(ref)
  if (branch === undefined) return ''
  const heads = [...(await listHeads(git, remote)).keys()]
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
  return commit === undefined ? 'nothing' : commit.slice(0, 12)
}
