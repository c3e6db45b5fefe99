/** What a commit says and does, apart from what it builds on and who committed it: a rebase leaves it as it was. */
import { createHash } from 'node:crypto'
import type { CommitId } from '../../model/history.ts'
import type { GitCommand } from './command.ts'

export interface Patched {
  readonly parent: CommitId
  readonly head: CommitId
  readonly author: string
  readonly message: string
}

/** Two commits have the same if each removes and adds the same lines of the same files, and author and message agree. Whitespace counts. */
export async function readPatch(
  git: GitCommand,
  { parent, head, author, message }: Patched,
): Promise<string> {
  const diff = await git.output(['diff-tree', ...asPatch, parent, head])
  // Where the lines stand, and which object they are part of, follows from the base. All lines of a file begin with `+` or `-`.
  const lines = diff
    .toString('latin1')
    .split('\n')
    .filter((line) => !/^(?:@@|index) /.test(line))
  return createHash('sha256')
    .update(JSON.stringify([author, message, lines]))
    .digest('hex')
}

/** Independent of anybody's configuration. */
const asPatch = [
  '-p',
  '-r',
  '--no-renames',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--full-index',
  '--binary',
  '--unified=0',
  '--src-prefix=a/',
  '--dst-prefix=b/',
]
