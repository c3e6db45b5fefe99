/** What commits changed of others, from Git's own comparison of their trees. */
import type { CommitId } from '../../model/history.ts'
import type { GitCommand } from './command.ts'
import { splitRecords } from './read.ts'

/** A path as its bytes, and what stands there now; the mode of what was removed is 000000. */
export interface ChangedEntry {
  readonly path: Buffer
  readonly mode: string
  readonly object: string
}

/** Both commits are here. Raw rows of `diff-tree`: `:<mode> <mode> <object> <object> <status>`, then the path. */
export async function listChanged(
  git: GitCommand,
  from: CommitId,
  to: CommitId,
): Promise<readonly ChangedEntry[]> {
  const records = splitRecords(await git.output(['diff-tree', '-r', '-z', '--no-renames', from, to]))
  return records.flatMap((record, index): readonly ChangedEntry[] => {
    const path = records[index + 1]
    return index % 2 === 1 || path === undefined ? [] : [entryOf(record, path)]
  })
}

/** A commit and what it is compared with; with nothing where it has no parent. */
export interface Pair {
  readonly id: CommitId
  readonly parent: CommitId | undefined
}

/** The same for many pairs at once: one process however many there are. What changed nothing is left out. */
export async function listChangedOfAll(
  git: GitCommand,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<CommitId, readonly ChangedEntry[]>> {
  const stdin = pairs.map(({ id, parent = '' }) => `${id} ${parent}`.trimEnd() + '\n').join('')
  const diff = ['diff-tree', '--stdin', '--root', '-r', '-z', '--no-renames']
  const records = splitRecords(await git.output(diff, { stdin }))
  const changed = new Map<CommitId, ChangedEntry[]>()
  let entries: ChangedEntry[] = []
  for (let at = 0; at < records.length; at += 1) {
    const record = records[at]!
    // Each commit's rows come behind its id; a row begins with a colon and has its path behind it.
    if (record[0] === colon) entries.push(entryOf(record, records[(at += 1)]!))
    else changed.set(record.toString(), (entries = []))
  }
  return changed
}

const colon = 0x3a

function entryOf(row: Buffer, path: Buffer): ChangedEntry {
  const [, mode = '', , object = ''] = row.toString('latin1').split(' ')
  return { path, mode, object }
}
