/** `git log` of some files: who wrote which commits, and the objects that they put in the place of others. */
import type { CommitId } from '../../model/history.ts'
import type { GitCommand } from './command.ts'
import { findPath, splitRecords } from './read.ts'

export interface LogQuestion {
  readonly head: CommitId
  readonly files: readonly string[]
  readonly atMost: number
}

export interface LoggedCommit {
  readonly id: CommitId
  /** The address. */
  readonly author: string
  readonly message: string
  readonly touches: readonly Touch[]
}

/** A file before and after a commit; the mode of what was not there is 000000. */
export interface Touch {
  readonly path: string
  readonly before: Side
  readonly after: Side
}

interface Side {
  readonly mode: string
  readonly object: string
}

/** Newest first, each before those that it builds on, whatever the clocks said. Merges are left out: each has on one side what it has. */
export async function readLog(
  git: GitCommand,
  { head, files, atMost }: LogQuestion,
): Promise<readonly LoggedCommit[]> {
  if (files.length === 0) return []
  // More paths than a command line holds; and they are names, not patterns (gitglossary, "pathspec").
  const stdin = [head, '--', ...files.map((file) => `:(top,literal)${file}`), ''].join('\n')
  const output = await git.output(['log', ...asRecords, `--max-count=${atMost}`, '--stdin'], { stdin })
  return parseLog(splitRecords(output))
}

/** Independent of anybody's configuration. */
const asRecords = [
  '-z',
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--no-relative',
  '--no-color',
  '--no-show-signature',
  '--diff-merges=off',
  '--format=%x01%H%x00%ae%x00%B',
]

/** Three records a commit, the first with a byte 1 before it; then two a file, the first of which begins with a colon, and with a line break where it follows the message. */
function parseLog(records: readonly Buffer[]): readonly LoggedCommit[] {
  const commits: (LoggedCommit & { readonly touches: Touch[] })[] = []
  for (let at = 0; at < records.length;) {
    const [first = '', second = '', third = ''] = records.slice(at, at + 3).map(String)
    if (first.startsWith('\u0001')) {
      commits.push({ id: first.slice(1), author: second, message: third, touches: [] })
      at += 3
    } else {
      commits.at(-1)?.touches.push(...touchOf(first, records[at + 1]))
      at += 2
    }
  }
  return commits
}

/** git-diff, "Raw output format": `:<mode> <mode> <object> <object> <status>`. */
function touchOf(row: string, bytes: Buffer | undefined): readonly Touch[] {
  const [mode = '', newMode = '', object = '', newObject = ''] = row.trim().replace(':', '').split(' ')
  const path = bytes && findPath(bytes)
  if (path === undefined) return []
  return [{ path, before: { mode, object }, after: { mode: newMode, object: newObject } }]
}
