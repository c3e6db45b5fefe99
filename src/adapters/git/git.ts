/** The Git port by the git program: objects are read and written beside the user's checkout, which never changes. */
import type { Clock, Git } from '../../ports.ts'
import { readBumpBranch } from './bump-branch.ts'
import { createCommand, type CommandOptions } from './command.ts'
import { moveBranch } from './deliver.ts'
import { createNeed } from './fetch.ts'
import { listHeads, readCheckedOut, readDefaultBranch } from './heads.ts'
import { readFiles } from './read.ts'
import { writeCommits, type Identity } from './write-commits.ts'

export interface GitOptions extends CommandOptions {
  /** The remote's name or address; `origin` if absent. */
  readonly remote?: string
  /** Author and committer of what we write; by the address our own commits are known again. */
  readonly committer: Identity
  /** Gives the date of commits. */
  readonly clock: Pick<Clock, 'now'>
}

/** Git for one checkout; index, work tree, refs and configuration stay as they are. What fails is thrown as `git-failed`. */
export function createGit(options: GitOptions): Git {
  const { remote = 'origin', committer, clock } = options
  const git = createCommand(options)
  const branches = new Set<string>()
  const need = createNeed(git, remote, branches)
  return {
    checkedOut: () => readCheckedOut(git),
    defaultBranch: () => readDefaultBranch(git, remote),
    async heads(wanted) {
      if (wanted.length === 0) return new Map()
      const all = await listHeads(git, remote)
      const found = [...all].filter(([branch]) => wanted.includes(branch))
      for (const [branch] of found) branches.add(branch)
      return new Map(found)
    },
    async read(commit, wanted) {
      await need(commit)
      return readFiles(git, commit, wanted)
    },
    bumpBranch: (head) => readBumpBranch(git, need, { head, email: committer.email }),
    async deliver(push) {
      await need(push.base)
      const commits = await writeCommits(git, push, { committer, date: clock.now() })
      await moveBranch(git, remote, { ...push, tip: commits.at(-1) ?? push.base })
      return commits
    },
  }
}
