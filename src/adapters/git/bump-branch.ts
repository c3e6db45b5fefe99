/** The head of a bump branch: who made it, and which files it changed. */
import { type CommitId, findTrailers } from '../../model/history.ts'
import type { SourceFile } from '../../model/manifest.ts'
import type { BumpBranch } from '../../model/plan.ts'
import { listChanged } from './changed.ts'
import type { GitCommand } from './command.ts'
import type { Need } from './fetch.ts'
import { readPatch } from './patch.ts'
import { findPath, isRegular, readEntries, readFiles, type Entry } from './read.ts'

export interface BumpReader {
  readonly git: GitCommand
  readonly need: Need
  /** The addresses of our commits. */
  readonly addresses: ReadonlySet<string>
  /** Also of commits that are ours. */
  readonly isPatchWanted: boolean
}

/**
 * Reads the head and its first parent, each fetched when missing. It is ours if it has one parent, and its author is ours, and so is its
 * committer or it is GitHub, which commits what bots make by its API. A merge that GitHub made for
 * "Update branch" is ours if its first parent is, and what it changes of the base is what that one changed.
 */
export async function readBumpBranch(reader: BumpReader, head: CommitId): Promise<BumpBranch> {
  const { git, need } = reader
  await need(head)
  const { parents, author, committer, message } = await readCommit(git, head)
  const [parent, base] = parents
  if (parent === undefined) return { head, ours: false, files: await readFiles(git, head, everything) }
  if (base !== undefined)
    return readMerge(reader, { head, parent, base, isMadeByGitHub: committer === webFlow })
  await need(parent)
  const { addresses } = reader
  const isByUs = addresses.has(author) && (addresses.has(committer) || committer === webFlow)
  const ours = isByUs || isByOtherToken({ author, committer, message })
  const files = await readChanged(git, parent, head)
  if (ours && !reader.isPatchWanted) return { head, ours, files, base: parent }
  return { head, ours, files, base: parent, patch: await readPatch(git, { parent, head, author, message }) }
}

/** A team may give us another bot's token: what the one before wrote by the API, with our trailers, is ours all the same. */
function isByOtherToken({ author, committer, message }: Omit<Commit, 'parents'>): boolean {
  const isBot = /\[bot\]@users\.noreply\./.test(author)
  return isBot && committer === webFlow && findTrailers(message).length > 0
}

const everything = { matches: () => true }

/** GitHub's own address as a committer (github.com/web-flow). */
export const webFlow = 'noreply@github.com'

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
  if (!isMadeByGitHub) return { head, ours: false, files, base }
  const before = await readBumpBranch(reader, parent)
  return { head, ours: before.ours && (await changesTheSame(git, { parent, base, head })), files, base }
}

/** Does the merge do to the base what our commit did? The files may have more that is new, from the base itself. */
async function changesTheSame(
  git: GitCommand,
  { parent, base, head }: Omit<Merge, 'isMadeByGitHub'>,
): Promise<boolean> {
  const { id, author, message, parents } = await findOrigin(git, parent)
  const [origin = id] = parents
  const patches = [
    await readPatch(git, { parent: origin, head: id, author, message }),
    await readPatch(git, { parent: base, head, author, message }),
  ]
  return patches[0] === patches[1]
}

/** Our commit lies below all merges of that kind. */
async function findOrigin(git: GitCommand, id: CommitId): Promise<Commit & { readonly id: CommitId }> {
  const commit = await readCommit(git, id)
  const [parent] = commit.parents
  return commit.parents.length > 1 && parent !== undefined ? findOrigin(git, parent) : { ...commit, id }
}

/** First parents of commits that are here. */
export async function parentsOf(git: GitCommand, commits: readonly CommitId[]): Promise<readonly CommitId[]> {
  const parents = await Promise.all(commits.map(async (id) => (await readCommit(git, id)).parents[0]))
  return [...new Set(parents)].filter((id) => id !== undefined)
}

/** The object itself, since git hides the parents of a commit where a shallow history ends. */
async function readCommit(git: GitCommand, id: CommitId): Promise<Commit> {
  return parseCommit((await git.output(['cat-file', 'commit', id])).toString())
}

interface Commit {
  readonly parents: readonly CommitId[]
  readonly author: string
  readonly committer: string
  readonly message: string
}

function parseCommit(text: string): Commit {
  const end = text.indexOf('\n\n')
  const headers = text.slice(0, end + 1)
  const addressOf = (who: string) => new RegExp(`^${who} .*<(.*)> .*$`, 'm').exec(headers)?.[1] ?? ''
  return {
    parents: [...headers.matchAll(/^parent (.+)$/gm)].map(([, id = '']) => id),
    author: addressOf('author'),
    committer: addressOf('committer'),
    message: text.slice(end + 2),
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
