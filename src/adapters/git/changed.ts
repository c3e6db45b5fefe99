/** What one commit changed of another, from Git's own comparison of their trees. */
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
    if (index % 2 === 1 || path === undefined) return []
    const [, mode = '', , object = ''] = record.toString('latin1').split(' ')
    return [{ path, mode, object }]
  })
}
