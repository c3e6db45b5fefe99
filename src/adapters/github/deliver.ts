/** Deliveries by GitHub's API: no checkout, no git and no key are needed, and GitHub signs what bots write. */
import { ledgerFile, ledgerMessage, ledgerRef } from '../../model/ledger.ts'
import type { CommitId } from '../../model/history.ts'
import type { Problem } from '../../model/problem.ts'
import type { Git } from '../../ports.ts'
import { createClient, type GitHubClient, type GitHubOptions } from './client.ts'
import type { Wish } from './failure.ts'
import { findRepositoryId, moveRef, type RefClient } from './move-ref.ts'
import { writeFirst, writeObjects } from './write-objects.ts'

/** That part of the Git port which GitHub's API can do. */
export interface Delivery extends Pick<Git, 'deliver' | 'remove' | 'writeLedger'> {
  /** A note where commits of this run do not show as verified. */
  problems(): readonly Problem[]
}

/**
 * Several commits of one push are made one on the other, and the branch moves once. Options and refspecs of a push are git's own and are not
 * looked at. Throws what the Git port throws, and otherwise as the forge does.
 */
export function createDelivery(options: GitHubOptions): Delivery {
  const client = withRepositoryId(createClient(options))
  const trees = new Map<CommitId, string>()
  const unverified: CommitId[] = []
  return {
    async deliver(push) {
      const { branch, base, lease, commits } = push
      const written = await writeObjects(client, push, trees)
      const ids = written.map(({ id }) => id)
      const ref = `refs/heads/${branch}`
      await moveRef(client, { ref, lease, tip: ids.at(-1) ?? base, isForward: lease === base })
      // One with an author of its own cannot be signed, and whoever asked for that knows it.
      unverified.push(...ids.filter((_, index) => !written[index]?.verified && !commits[index]?.author))
      return ids
    },
    remove: (branch, lease) =>
      moveRef(client, { ref: `refs/heads/${branch}`, lease, tip: undefined, isForward: false }),
    // Without a parent, as by git: what it held before is of no use, and every run would fetch it.
    async writeLedger(bytes, lease) {
      const wish: Wish = { to: 'write the ledger', permission: 'contents: write' }
      const files = [{ path: ledgerFile, mode: '100644', bytes }]
      const { id } = await writeFirst(client, wish, { message: ledgerMessage, files })
      await moveRef(client, { ref: ledgerRef, lease, tip: id, isForward: false })
    },
    problems: () => unverified.slice(0, 1).map(tellUnverified),
  }
}

/** An id that could not be had is asked for again. */
function withRepositoryId(client: GitHubClient): RefClient {
  let id: string | undefined
  return { ...client, repositoryId: async () => (id ??= await findRepositoryId(client)) }
}

function tellUnverified(commit: CommitId): Problem {
  return {
    code: 'commits-unverified',
    level: 'note',
    message: `GitHub does not show commit ${commit.slice(0, 12)} as verified: commits by a personal token are not, nor are those of a server that signs none.`,
  }
}
