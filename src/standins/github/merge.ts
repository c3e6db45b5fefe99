/** Merging and rebasing for real, by git alone and without a checkout. */
import { findMergeBase } from './branches.ts'
import { readCommit, readCommits, webCommitter, writeCommit } from './commits.ts'
import type { CommitObject } from './commits.ts'
import { gitFact } from './git.ts'
import type { GitFolder } from './git.ts'

export interface MergeWish {
  readonly base: string
  readonly head: string
  /** Who does it, `Name <address>`. */
  readonly by: string
  readonly at: Date
  readonly message: string
}

/** The tree of both merged; undefined where they conflict. */
export function mergeTrees(folder: GitFolder, one: string, other: string): string | undefined {
  const merged = gitFact(folder, ['merge-tree', '--write-tree', one, other])
  return merged.isOk ? merged.text.trim() : undefined
}

/** A merge commit of the head into the base, signed by GitHub. */
export function mergeCommit(folder: GitFolder, wish: MergeWish) {
  return bothOn(folder, wish, [wish.base, wish.head])
}

/** All of the head as one commit on the base, by the author of the pull request. */
export function squashCommit(folder: GitFolder, wish: MergeWish) {
  return bothOn(folder, wish, [wish.base])
}

/** The tree of both as a commit of GitHub's; undefined where they conflict. */
function bothOn(
  folder: GitFolder,
  { base, head, by, at, message }: MergeWish,
  parents: readonly string[],
): string | undefined {
  const tree = mergeTrees(folder, base, head)
  if (tree === undefined) return undefined
  return writeCommit(folder, {
    tree,
    parents,
    author: by,
    committer: webCommitter,
    at,
    message,
    isSigned: true,
  })
}

/** The head's commits again on the base: their authors stay, the committer is who does it, no signature survives. */
export function rebaseCommits(folder: GitFolder, { base, head, by, at }: Omit<MergeWish, 'message'>) {
  const start = findMergeBase({ ...folder, base, head }) ?? base
  const commits = readCommits(folder, ['--reverse', '--topo-order', '--no-merges', `${start}..${head}`])
  let tip: string | undefined = base
  for (const commit of commits) {
    if (tip === undefined) return undefined
    tip = replay(folder, { commit, onto: tip, by, at })
  }
  return tip
}

/** The commit's opposite on top of `onto`, as `git revert` makes it; undefined where that conflicts. */
export function revertCommit(
  folder: GitFolder,
  {
    commit,
    onto,
    by,
    at,
  }: { readonly commit: string; readonly onto: string; readonly by: string; readonly at: Date },
): string | undefined {
  const { parents, message } = readCommit(folder, commit)
  const before = readCommit(folder, parents[0] ?? commit).tree
  const opposite = draft(folder, { tree: before, parent: commit, at })
  const tree = mergeTrees(folder, onto, opposite)
  if (tree === undefined) return undefined
  const [subject = ''] = message.split('\n')
  const which = parents.length > 1 ? `${commit}, reversing\nchanges made to ${parents[0]}` : commit
  const text = `Revert "${subject}"\n\nThis reverts commit ${which}.\n`
  return writeCommit(folder, {
    tree,
    parents: [onto],
    author: by,
    committer: by,
    at,
    message: text,
    isSigned: false,
  })
}

interface Replay {
  readonly commit: CommitObject
  readonly onto: string
  readonly by: string
  readonly at: Date
}

/** Cherry-picks: a draft that puts the tree to build on behind the commit's parent makes that parent the merge base. */
function replay(folder: GitFolder, { commit, onto, by, at }: Replay): string | undefined {
  const [parent] = commit.parents
  if (parent === undefined) return undefined
  const target = draft(folder, { tree: readCommit(folder, onto).tree, parent, at })
  const tree = mergeTrees(folder, target, commit.id)
  if (tree === undefined) return undefined
  const { name, email, at: seconds } = commit.author
  return writeCommit(folder, {
    tree,
    parents: [onto],
    author: `${name} <${email}>`,
    authoredAt: new Date(seconds * 1000),
    committer: by,
    at,
    message: commit.message,
    isSigned: false,
  })
}

/** A commit that no reference will ever reach. */
function draft(
  folder: GitFolder,
  { tree, parent, at }: { readonly tree: string; readonly parent: string; readonly at: Date },
): string {
  const nobody = 'Nobody <nobody@example.invalid>'
  const commit = { tree, parents: [parent], author: nobody, committer: nobody, at, message: 'draft' }
  return writeCommit(folder, { ...commit, isSigned: false })
}
