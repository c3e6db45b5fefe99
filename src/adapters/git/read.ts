/** Files of a commit, read from Git's objects: no filter and no line ending can touch a byte of them. */
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/history.ts'
import { problemError } from '../../model/problem.ts'
import type { Wanted } from '../../ports.ts'
import type { GitCommand } from './command.ts'
import { containsAny } from './contains-any.ts'

/** A regular file and the object that holds its bytes. */
export interface Entry {
  readonly path: string
  readonly mode: string
  readonly object: string
}

/** The regular files of a commit that is here, sorted by the bytes of their paths. */
export async function readFiles(
  git: GitCommand,
  commit: CommitId,
  wanted: Wanted,
): Promise<readonly SourceFile[]> {
  const entries = await listEntries(git, commit)
  const chosen = entries.filter((entry) => wanted.matches(entry.path))
  return readEntries(git, chosen, wanted.containing)
}

/** The bytes of these entries, in their order, from one `cat-file`; with `containing`, only of those that contain it. */
export async function readEntries(
  git: GitCommand,
  entries: readonly Entry[],
  containing?: Wanted['containing'],
): Promise<readonly SourceFile[]> {
  const contents = await readBlobs(
    git,
    entries.map(({ object }) => object),
  )
  return entries.flatMap(({ path, mode }, index): SourceFile[] => {
    const content = contents[index]
    if (content === undefined || !containsAny(content, containing)) return []
    // A copy, so that one small file does not keep all of the output alive.
    return [{ path, mode, bytes: new Uint8Array(content) }]
  })
}

/** The bytes of blobs, in their order; all are parts of one output. */
export async function readBlobs(git: GitCommand, objects: readonly string[]): Promise<readonly Buffer[]> {
  if (objects.length === 0) return []
  const stdin = objects.map((object) => `${object}\n`).join('')
  const output = await git.output(['cat-file', '--batch', '--buffer'], { stdin })
  let at = 0
  return objects.map((object) => {
    const start = output.indexOf('\n', at) + 1
    const size = sizeOf(output.toString('latin1', at, start), object)
    at = start + size + 1
    return output.subarray(start, start + size)
  })
}

/** Is it a file with bytes of its own, not a symbolic link (120000) or a submodule (160000)? */
export function isRegular(mode: string): boolean {
  return mode === '100644' || mode === '100755'
}

/** A path as text, or undefined if its bytes are not UTF-8: such a path could not be written back. */
export function findPath(bytes: Buffer): string | undefined {
  const path = bytes.toString()
  return Buffer.from(path).equals(bytes) ? path : undefined
}

/** Splits output of `-z` at its NUL bytes. */
export function splitRecords(output: Buffer): readonly Buffer[] {
  const records: Buffer[] = []
  for (let start = 0; start < output.length;) {
    const found = output.indexOf(0, start)
    const end = found < 0 ? output.length : found
    records.push(output.subarray(start, end))
    start = end + 1
  }
  return records
}

/** `ls-tree -r` walks in the order of the paths' bytes. */
async function listEntries(git: GitCommand, commit: CommitId): Promise<readonly Entry[]> {
  const output = await git.output(['ls-tree', '-r', '-z', '--full-tree', commit])
  return splitRecords(output).flatMap((record) => {
    const tab = record.indexOf('\t')
    const [mode = '', , object = ''] = record.toString('latin1', 0, tab).split(' ')
    const path = findPath(record.subarray(tab + 1))
    return path === undefined || !isRegular(mode) ? [] : [{ path, mode, object }]
  })
}

/** A header is `<object> blob <size>`, or `<object> missing`. */
function sizeOf(header: string, object: string): number {
  const size = /^[0-9a-f]+ blob (\d+)\n$/.exec(header)?.[1]
  if (size === undefined) {
    throw problemError('git-failed', `git cat-file did not give the file ${object}: ${header.trim()}`)
  }
  return Number(size)
}
