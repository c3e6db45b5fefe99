/** The commits of a branch that touched some files, and what they did to lines of interest, as far as that can be had without fetching all of its past. */
import { readFile } from 'node:fs/promises'
import type { CommitId, HistoryQuestion, Past, TouchedFile } from '../../model/history.ts'
import type { GitCommand } from './command.ts'
import { bringObjects } from './fetch.ts'
import { readLog, type Touch } from './log.ts'
import { isRegular, readBlobs } from './read.ts'

/** Newest first. A commit at whose parents history ends here seems to have made every file, so it is left out. */
export async function readHistory(
  { git, remote }: { readonly git: GitCommand; readonly remote: string },
  head: CommitId,
  { files, atMost, containing, addresses }: HistoryQuestion,
): Promise<Past> {
  const ends = await readEnds(git)
  // One more than is wanted tells whether there are more.
  const logged = await readLog(git, { head, files, atMost: atMost + ends.size + 1 })
  const whole = logged.filter(({ id }) => !ends.has(id))
  const commits = whole.slice(0, atMost)
  const objects = [...new Set(commits.flatMap(({ touches }) => touches.flatMap(blobsOf)))]
  await bringObjects(git, remote, objects)
  const lines = new Map<string, readonly string[]>()
  for (const [index, bytes] of (await readBlobs(git, objects)).entries())
    lines.set(objects[index] ?? '', linesOf(bytes, containing))
  return {
    commits: commits.map(({ id, message, author, touches }) => ({
      id,
      message,
      ours: addresses.includes(author),
      files: touches.map((touch) => touchedFile(touch, lines)),
    })),
    isCut: whole.length > atMost || whole.length < logged.length,
  }
}

/** Commits whose parents are not here (gitrepository-layout, "shallow"). */
export async function readEnds(git: GitCommand): Promise<ReadonlySet<CommitId>> {
  const file = await git.line(['rev-parse', '--path-format=absolute', '--git-path', 'shallow'])
  try {
    return new Set((await readFile(file, 'utf8')).split('\n').filter((id) => id !== ''))
  } catch {
    return new Set()
  }
}

function blobsOf({ before, after }: Touch): readonly string[] {
  return [before, after].flatMap(({ mode, object }) => (isRegular(mode) ? [object] : []))
}

function linesOf(bytes: Buffer, containing: string): readonly string[] {
  if (!bytes.includes(containing)) return []
  return bytes
    .toString()
    .split('\n')
    .filter((line) => line.includes(containing))
}

/** Where the same line stands on both sides, nothing happened to it, though it may have moved. */
function touchedFile(
  { path, before, after }: Touch,
  lines: ReadonlyMap<string, readonly string[]>,
): TouchedFile {
  const [old, now] = [lines.get(before.object) ?? [], lines.get(after.object) ?? []]
  return { path, removed: without(old, now), added: without(now, old) }
}

/** Each line of the second takes one of the first away. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0
    counts.set(line, count - 1)
    return count <= 0
  })
}

/** Those of the commits from which the head can be reached. One that is not here is not behind it. */
export async function commitsBehind(
  git: GitCommand,
  head: CommitId,
  commits: readonly CommitId[],
): Promise<ReadonlySet<CommitId>> {
  const found = await Promise.all(
    commits.map(async (id) => (await git.run(['merge-base', '--is-ancestor', id, head])).code === 0),
  )
  return new Set(commits.filter((_, index) => found[index]))
}
