/** The Git port by the git program: objects are read and written beside the user's checkout, which follows only a branch of its own. */
import type { Author } from '../../model/environment.ts'
import { ledgerRef } from '../../model/ledger.ts'
import type { Clock, Git } from '../../ports.ts'
import { parentsOf, readBumpBranch } from './bump-branch.ts'
import { countCommitsBy } from './commits-by.ts'
import { createCommand, type CommandOptions, type GitCommand } from './command.ts'
import { moveRef, pushRefspecs } from './deliver.ts'
import { bringNews, createFetches, type Fetches } from './fetch.ts'
import { followBranch } from './follow.ts'
import { listHeads, readCheckedOut, readDefaultBranch } from './heads.ts'
import { commitsBehind, readHistory } from './history.ts'
import { readLedger, writeLedger } from './ledger.ts'
import { readLineage } from './lineage.ts'
import { proveCommits } from './prove-commits.ts'
import { readFiles } from './read.ts'
import type { SigningKey } from './signing-key.ts'
import { withSigners } from './signing.ts'
import { writeCommits } from './write-commits.ts'

export { parseSigningKey, type SigningKey } from './signing-key.ts'

export interface GitOptions extends CommandOptions {
  /** The remote's name or address; `origin` if absent. */
  readonly remote?: string
  /** Author and committer of what we write; by the address our own commits are known again. */
  readonly committer: Author
  /** Signs what we write; nothing does if absent. */
  readonly signing?: SigningKey
  /** Sign commits that name one of them instead. */
  readonly signingKeys?: ReadonlyMap<string, SigningKey>
  /** Gives the date of commits. */
  readonly clock: Pick<Clock, 'now'>
}

/** Git for one checkout; refs and configuration stay as they are, and index and work tree but for `follow`. What fails is thrown as `git-failed`. */
export function createGit(options: GitOptions): Git {
  const { remote = 'origin' } = options
  const git = createCommand(options)
  const branches = new Set<string>()
  const workshop = { ...options, git, remote, branches, ...createFetches(git, remote, branches) }
  return { ...reading(workshop), ...past(workshop), ...bumpBranches(workshop), ...writing(workshop) }
}

interface Workshop extends GitOptions, Fetches {
  readonly git: GitCommand
  readonly remote: string
  /** Branches that may hold a commit which cannot be fetched by its id. */
  readonly branches: Set<string>
}

function reading({
  git,
  remote,
  branches,
  need,
}: Workshop): Pick<Git, 'checkedOut' | 'defaultBranch' | 'heads' | 'branches' | 'read'> {
  const list = async (isWanted: (branch: string) => boolean) => {
    const found = [...(await listHeads(git, remote))].filter(([branch]) => isWanted(branch))
    for (const [branch] of found) branches.add(branch)
    return new Map(found)
  }
  return {
    checkedOut: () => readCheckedOut(git),
    defaultBranch: () => readDefaultBranch(git, remote),
    heads: async (wanted) => (wanted.length === 0 ? new Map() : list((branch) => wanted.includes(branch))),
    branches: (prefix) => list((branch) => branch.startsWith(prefix)),
    async read(commit, wanted) {
      await need(commit)
      return readFiles(git, commit, wanted)
    },
  }
}

function past({
  git,
  remote,
  need,
  ensure,
  deepen,
  committer,
}: Workshop): Pick<Git, 'behind' | 'history' | 'lineage' | 'readLedger'> {
  return {
    async behind(head, commits) {
      await need(head)
      await ensure({ head, generations })
      return commitsBehind(git, head, commits)
    },
    async history(head, question) {
      await need(head)
      await ensure({ head, generations })
      const addresses = [committer.email, ...question.addresses]
      return readHistory({ git, remote }, head, { ...question, addresses })
    },
    async lineage(question) {
      await need(question.head)
      return readLineage(git, question, (more) => deepen({ head: question.head, generations: more }))
    },
    readLedger: () => readLedger(git, remote, need),
  }
}

/** How much of a branch's past is brought to a shallow checkout when somebody asks for it. */
const generations = 100

function bumpBranches({
  git,
  need,
  ensure,
  committer,
}: Workshop): Pick<Git, 'bumpBranches' | 'countCommitsBy'> {
  return {
    countCommitsBy: (addresses, range) =>
      countCommitsBy(
        { git, fetches: { need, ensure }, addresses: new Set([committer.email, ...addresses]) },
        range,
      ),
    async bumpBranches(heads, addresses) {
      if (heads.length === 0) return new Map()
      // All at once: each fetch is a question to the remote.
      await need(...heads)
      await need(...(await parentsOf(git, heads)))
      const ours = new Set([committer.email, ...addresses])
      const reader = { git, need, addresses: ours, isPatchWanted: addresses.length === 0 }
      const read = await Promise.all(heads.map((head) => readBumpBranch(reader, head)))
      return new Map(read.map((branch) => [branch.head, branch]))
    },
  }
}

function writing(workshop: Workshop): Pick<Git, 'deliver' | 'remove' | 'follow' | 'writeLedger'> {
  const { git, remote, need, committer, clock } = workshop
  return {
    async deliver(push) {
      await need(push.base)
      const commits = await withSigners(workshop, push.commits, (signerFor) =>
        writeCommits(git, push, { committer, date: clock.now(), signerFor }),
      )
      const tip = commits.at(-1) ?? push.base
      await proveCommits(git, push, tip)
      const { branch, lease, options = {} } = push
      await moveRef(git, remote, { ref: `refs/heads/${branch}`, lease, tip, options })
      await pushRefspecs(git, remote, { push, tip, need })
      return commits
    },
    remove: (branch, lease) => moveRef(git, remote, { ref: `refs/heads/${branch}`, lease, tip: undefined }),
    writeLedger: (bytes, lease) =>
      writeLedger(git, { bytes, committer, date: clock.now() }, (tip) =>
        moveRef(git, remote, { ref: ledgerRef, lease, tip }),
      ),
    follow: (branch, from, to) =>
      followBranch(git, { branch, from, to }, () => bringNews(git, remote, branch)),
  }
}
