/** The head of a bump branch: who made it, and which files it changed. */
import type { SourceFile } from '../../model/manifest.ts'
import type { BumpBranch, CommitId } from '../../model/plan.ts'
import { listChanged } from './changed.ts'
import type { GitCommand } from './command.ts'
import type { Need } from './fetch.ts'
import { findPath, isRegular, readEntries, readFiles, type Entry } from './read.ts'

export interface BumpReader {
  readonly git: GitCommand
  readonly need: Need
  /** The addresses of our commits. */
  readonly addresses: ReadonlySet<string>
}

/**
 * Reads the head and its first parent, each fetched when missing. It is ours if it has one parent, and its author is ours, and so is its
 * committer or it is GitHub, which commits what bots make by its API and what "Update branch" rebases. A merge that GitHub made for
 * "Update branch" is ours if its first parent is, and what it changes of the base is what that one changed.
 */
export async function readBumpBranch(reader: BumpReader, head: CommitId): Promise<BumpBranch> {
  const { git, need } = reader
  await need(head)
  // The object itself, since git hides the parents of a commit where a shallow history ends.
  const { parents, author, committer } = parseCommit(
    (await git.output(['cat-file', 'commit', head])).toString(),
  )
  const [parent, base] = parents
  if (parent === undefined) return { head, ours: false, files: await readFiles(git, head, everything) }
  if (base !== undefined)
    return readMerge(reader, { head, parent, base, isMadeByGitHub: committer === webFlow })
  await need(parent)
  const { addresses } = reader
  const ours = addresses.has(author) && (addresses.has(committer) || committer === webFlow)
  return { head, ours, files: await readChanged(git, parent, head) }
}

const everything = { matches: () => true }

/** GitHub's own address as a committer (github.com/web-flow). */
const webFlow = 'noreply@github.com'

interface Merge {
  readonly head: CommitId
  readonly parent: CommitId
  readonly base: CommitId
  readonly isMadeByGitHub: boolean
}

async function readMerge(
  reader: BumpReader,
  { head, parent, base, isMadeByGitHub }: Merge,
): Promise<BumpBranch> {
  const { git, need } = reader
  await need(base)
  const files = await readChanged(git, base, head)
  if (!isMadeByGitHub) return { head, ours: false, files }
  const before = await readBumpBranch(reader, parent)
  return { head, ours: before.ours && haveSameBytes(files, before.files), files }
}

function haveSameBytes(one: readonly SourceFile[], other: readonly SourceFile[]): boolean {
  const bytes = new Map(other.map((file) => [file.path, file]))
  return (
    one.length === other.length &&
    one.every((file) => {
      const twin = bytes.get(file.path)
      return twin?.mode === file.mode && Buffer.compare(twin.bytes, file.bytes) === 0
    })
  )
}

/** First parents of commits that are here. */
export async function parentsOf(git: GitCommand, commits: readonly CommitId[]): Promise<readonly CommitId[]> {
  const parents = await Promise.all(
    commits.map(
      async (id) => parseCommit((await git.output(['cat-file', 'commit', id])).toString()).parents[0],
    ),
  )
  return [...new Set(parents)].filter((id) => id !== undefined)
}

function parseCommit(text: string): {
  readonly parents: readonly CommitId[]
  readonly author: string
  readonly committer: string
} {
  const headers = text.slice(0, text.indexOf('\n\n') + 1)
  const addressOf = (who: string) => new RegExp(`^${who} .*<(.*)> .*$`, 'm').exec(headers)?.[1] ?? ''
  return {
    parents: [...headers.matchAll(/^parent (.+)$/gm)].map(([, id = '']) => id),
    author: addressOf('author'),
    committer: addressOf('committer'),
  }
}

async function readChanged(
  git: GitCommand,
  parent: CommitId,
  head: CommitId,
): Promise<readonly SourceFile[]> {
  const entries = (await listChanged(git, parent, head)).flatMap(
    ({ path, mode, object }): readonly Entry[] => {
      const text = findPath(path)
      return text === undefined || !isRegular(mode) ? [] : [{ path: text, mode, object }]
    },
  )
  return readEntries(git, entries)
}
