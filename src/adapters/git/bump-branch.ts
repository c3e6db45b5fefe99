/** The head of a bump branch: who made it, and which files it changed. */
import type { SourceFile } from '../../model/manifest.ts'
import type { BumpBranch, CommitId } from '../../model/plan.ts'
import type { GitCommand } from './command.ts'
import type { Need } from './fetch.ts'
import { findPath, isRegular, readEntries, readFiles, splitRecords, type Entry } from './read.ts'

/**
 * Reads the head and its first parent, each fetched when missing.
 * It is ours if it has one parent and both its author's and its committer's address are `email`.
 */
export async function readBumpBranch(
  git: GitCommand,
  need: Need,
  { head, email }: { readonly head: CommitId; readonly email: string },
): Promise<BumpBranch> {
  await need(head)
  // The object itself, since git hides the parents of a commit where a shallow history ends.
  const { parents, emails } = parseCommit((await git.output(['cat-file', 'commit', head])).toString())
  const ours = parents.length === 1 && emails.every((each) => each === email)
  const [parent] = parents
  if (parent === undefined) return { head, ours, files: await readFiles(git, head, { matches: () => true }) }
  await need(parent)
  return { head, ours, files: await readChanged(git, parent, head) }
}

function parseCommit(text: string): {
  readonly parents: readonly CommitId[]
  readonly emails: readonly string[]
} {
  const headers = text.slice(0, text.indexOf('\n\n') + 1)
  return {
    parents: [...headers.matchAll(/^parent (.+)$/gm)].map(([, id = '']) => id),
    emails: [...headers.matchAll(/^(?:author|committer) .*<(.*)> .*$/gm)].map(([, email = '']) => email),
  }
}

/** Raw rows of `diff-tree`: `:<mode> <mode> <object> <object> <status>`, then the path. */
async function readChanged(
  git: GitCommand,
  parent: CommitId,
  head: CommitId,
): Promise<readonly SourceFile[]> {
  const output = await git.output(['diff-tree', '-r', '-z', '--no-renames', parent, head])
  const records = splitRecords(output)
  const entries = records.flatMap((record, index): readonly Entry[] => {
    const next = records[index + 1]
    if (index % 2 === 1 || next === undefined) return []
    const [, mode = '', , object = ''] = record.toString('latin1').split(' ')
    const path = findPath(next)
    // A removed file has the mode 000000.
    return path === undefined || !isRegular(mode) ? [] : [{ path, mode, object }]
  })
  return readEntries(git, entries)
}
