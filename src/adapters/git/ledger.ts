/** The ledger on its ref of the remote: one commit with one file, read without a local ref. */
import type { Author } from '../../model/environment.ts'
import type { CommitId } from '../../model/history.ts'
import { ledgerFile, ledgerMessage, ledgerRef } from '../../model/ledger.ts'
import { problemError, problemsOf } from '../../model/problem.ts'
import type { Git } from '../../ports.ts'
import type { GitCommand } from './command.ts'
import type { Need } from './fetch.ts'
import { findRef } from './heads.ts'
import { identityVariables } from './write-commits.ts'

/** Where it stands and what it holds; undefined where the remote has none. Throws `git-failed`. */
export async function readLedger(git: GitCommand, remote: string, need: Need): ReturnType<Git['readLedger']> {
  const head = await findRef(git, remote, ledgerRef)
  if (head === undefined) return undefined
  try {
    await need(head)
  } catch (thrown) {
    problemsOf(thrown)
    // Another run may have replaced it in between; where it has not, nothing would be better the next time.
    if ((await findRef(git, remote, ledgerRef)) === head) throw thrown
    return readLedger(git, remote, need)
  }
  const { code, stdout } = await git.run(['cat-file', 'blob', `${head}:${ledgerFile}`])
  if (code === 0) return { head, bytes: new Uint8Array(stdout) }
  throw problemError(
    'git-failed',
    `${ledgerRef} of ${remote} is at ${head.slice(0, 12)}, which has no file ${ledgerFile}.`,
  )
}

export interface LedgerDraft {
  readonly bytes: Uint8Array
  readonly committer: Author
  readonly date: Date
}

/** Makes the commit and lets `move` point the ref to it. It has no parent: what the ledger held before is of no use, and every run would fetch it. */
export async function writeLedger(
  git: GitCommand,
  { bytes, committer, date }: LedgerDraft,
  move: (tip: CommitId) => Promise<void>,
): Promise<void> {
  const blob = await git.line(['hash-object', '-w', '--stdin'], { stdin: bytes })
  const tree = await git.line(['mktree'], { stdin: `100644 blob ${blob}\t${ledgerFile}\n` })
  const env = identityVariables(committer, date)
  await move(await git.line(['commit-tree', tree], { env, stdin: ledgerMessage }))
}
