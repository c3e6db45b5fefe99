/** The commits of a branch that touched some files, as far as they can be had without fetching all of its past. */
import { readFile } from 'node:fs/promises'
import type { CommitId, HistoryCommit } from '../../model/history.ts'
import type { GitCommand } from './command.ts'
import { inParts } from './parts.ts'
import { findPath, splitRecords } from './read.ts'

export interface HistoryQuestion {
  readonly head: CommitId
  readonly files: readonly string[]
  readonly atMost: number
}

/** Newest first. A commit at whose parents history ends here seems to have touched every file, so it is left out. */
export async function readHistory(
  git: GitCommand,
  { head, files, atMost }: HistoryQuestion,
): Promise<readonly HistoryCommit[]> {
  const ends = await readEnds(git)
  const found: HistoryCommit[] = []
  // Paths are names, not patterns (gitglossary, "pathspec").
  for (const part of inParts(files.map((file) => [`:(top,literal)${file}`]))) {
    const format = '--format=%x01%H%x00%ct%x00%B'
    const limit = `--max-count=${atMost + ends.size}`
    const log = [
      'log',
      '-z',
      format,
      '--name-only',
      '--no-renames',
      '--diff-merges=off',
      limit,
      head,
      '--',
      ...part,
    ]
    found.push(...parseLog(await git.output(log)))
  }
  return merged(found.filter(({ id }) => !ends.has(id))).slice(0, atMost)
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

/** Records between NULs: a mark with the id, seconds, message, then paths, the first with a line break before it. */
function parseLog(output: Buffer): readonly HistoryCommit[] {
  const commits: { id: CommitId; texts: string[]; files: string[] }[] = []
  for (const record of splitRecords(output)) {
    const id = findId(record)
    const current = commits.at(-1)
    if (id !== undefined) commits.push({ id, texts: [], files: [] })
    else if (current !== undefined && current.texts.length < 2) current.texts.push(record.toString())
    else current?.files.push(findPath(record)?.replace(/^\n/, '') ?? '')
  }
  return commits.map(({ id, texts: [seconds = '', message = ''], files }) => {
    return { id, message, date: Number(seconds), files }
  })
}

/** An id behind the mark, a byte 1. */
function findId(record: Buffer): CommitId | undefined {
  const text = record.toString('latin1', 1)
  return record[0] === 1 && /^[0-9a-f]{40,64}$/.test(text) ? text : undefined
}

/** One commit may have touched files of several parts. */
function merged(commits: readonly HistoryCommit[]): readonly HistoryCommit[] {
  const byId = new Map<CommitId, HistoryCommit>()
  for (const commit of commits) {
    const known = byId.get(commit.id)
    byId.set(commit.id, known === undefined ? commit : { ...known, files: [...known.files, ...commit.files] })
  }
  return [...byId.values()].toSorted((one, other) => other.date - one.date)
}
