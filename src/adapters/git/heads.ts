/** What the remote's branches and other refs are and where they stand, asked with `ls-remote`. */
import type { CommitId } from '../../model/history.ts'
import { problemError } from '../../model/problem.ts'
import type { GitCommand } from './command.ts'

/** Every branch of the remote with its head. Throws `git-failed`. */
export async function listHeads(git: GitCommand, remote: string): Promise<ReadonlyMap<string, CommitId>> {
  // No patterns: they match the ends of names, so `refs/heads/main` would also find `refs/heads/x/refs/heads/main`.
  const text = await git.line(['ls-remote', '--heads', remote])
  const heads = text.split('\n').flatMap((row): readonly (readonly [string, CommitId])[] => {
    const [id, ref] = row.split('\t')
    return id === undefined || ref === undefined ? [] : [[ref.replace('refs/heads/', ''), id]]
  })
  return new Map(heads)
}

/** Where one ref of the remote stands, by its full name. Throws `git-failed`. */
export async function findRef(git: GitCommand, remote: string, ref: string): Promise<CommitId | undefined> {
  const rows = (await git.line(['ls-remote', remote, ref])).split('\n').map((row) => row.split('\t'))
  // A pattern matches the ends of names, too.
  return rows.find(([, name]) => name === ref)?.[0]
}

/** The branch that the remote's HEAD names. Throws `git-failed`, also if it names none. */
export async function readDefaultBranch(git: GitCommand, remote: string): Promise<string> {
  const text = await git.line(['ls-remote', '--symref', remote, 'HEAD'])
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(text)?.[1]
  if (branch === undefined) {
    throw problemError('git-failed', `The remote ${remote} names no default branch: its HEAD is on none.`)
  }
  return branch
}

/** What is checked out, from the local HEAD. Throws `git-failed` outside a repository. */
export async function readCheckedOut(
  git: GitCommand,
): Promise<{ readonly branch?: string; readonly commit?: CommitId }> {
  // First what fails outside a repository; the two that follow answer with an exit code.
  await git.output(['rev-parse', '--git-dir'])
  const ref = await git.run(['symbolic-ref', '--quiet', 'HEAD'])
  const commit = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  const branch = /^refs\/heads\/(.+)\n$/.exec(ref.stdout.toString())?.[1]
  return {
    ...(branch !== undefined && { branch }),
    ...(commit.code === 0 && { commit: commit.stdout.toString().trim() }),
  }
}
