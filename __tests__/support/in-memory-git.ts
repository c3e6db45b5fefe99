/** The Git port in memory: branches that point to commits, and commits that hold whole trees. */
import { createHash } from 'node:crypto'
import type { SourceFile } from '../../src/model/manifest.ts'
import type { CommitId, HistoryCommit } from '../../src/model/history.ts'
import type { BumpBranch } from '../../src/model/plan.ts'
import { problemError } from '../../src/model/problem.ts'
import type { Git, NewCommit, Push } from '../../src/ports.ts'
import {
  filesOf,
  person,
  type CommitDetails,
  type FileTree,
  type LoggedCommit,
  type TestRepository,
} from './repository.ts'

export interface InMemoryGit extends Git, TestRepository {
  /** A person pushes these changes to the branch just before the next delivery to it arrives. */
  moveBefore(branch: string, changes: FileTree): void
  /** The remote refuses deliveries to this branch with these words. */
  refuse(branch: string, words: string): void
  /** Where a branch stands now. */
  readonly headOf: (branch: string) => CommitId | undefined
}

export interface InMemoryGitOptions {
  /** `main` if absent. */
  readonly defaultBranch?: string
  /** The address of our own commits. */
  readonly email?: string
}

interface Commit extends LoggedCommit {
  readonly tree: Tree
}

type Tree = ReadonlyMap<string, SourceFile>

/** A repository whose default branch holds these files in one commit; that branch is checked out. */
export function createInMemoryGit(files: FileTree = {}, options: InMemoryGitOptions = {}): InMemoryGit {
  const { defaultBranch = 'main', email = 'image-bump@example.org' } = options
  const commits = new Map<CommitId, Commit>()
  const branches = new Map<string, CommitId>()
  const races = new Map<string, FileTree>()
  const refusals = new Map<string, string>()

  function get(id: CommitId): Commit {
    const commit = commits.get(id)
    if (commit === undefined) throw problemError('git-failed', `Commit ${id} was not found on origin`)
    return commit
  }

  function add(content: Omit<Commit, 'id'>): CommitId {
    const hashed = [...content.tree.values()].map(({ path, mode, bytes }) => [path, mode, [...bytes]])
    const id = createHash('sha1')
      .update(JSON.stringify({ ...content, tree: hashed }))
      .digest('hex')
    commits.set(id, { ...content, id })
    return id
  }

  function push(branch: string, changes: FileTree, how: CommitDetails = {}): CommitId {
    const start = branches.get(branch) ?? branches.get(defaultBranch)
    const head = start === undefined ? undefined : get(start)
    const { author = person, committer = person, amend = false } = how
    const parents = head === undefined ? [] : amend ? head.parents : [head.id]
    const tree = change(head?.tree ?? new Map(), changes)
    // The number keeps two commits of the same content apart, as their dates would.
    const message = how.message ?? `Change ${commits.size + 1}\n`
    const id = add({ parents, tree, author, committer, message })
    branches.set(branch, id)
    return id
  }

  function build(commit: NewCommit, parent: CommitId): CommitId {
    const tree = new Map(get(parent).tree)
    for (const file of commit.files) tree.set(file.path, file)
    return add({ parents: [parent], tree, author: email, committer: email, message: commit.message })
  }

  function accept({ branch, lease }: Push, tip: CommitId): void {
    const race = races.get(branch)
    if (race !== undefined) push(branch, race)
    races.delete(branch)
    const stands = branches.get(branch)
    if (stands === tip) return
    if (stands !== lease) {
      throw problemError('branch-moved', `${branch} moved: expected ${lease}, found ${stands}.`)
    }
    const refusal = refusals.get(branch)
    if (refusal !== undefined) {
      throw problemError('push-refused', `The remote refused the push to ${branch}. ${refusal}`)
    }
    branches.set(branch, tip)
  }

  function bump(head: CommitId, addresses: readonly string[]): BumpBranch {
    const { parents, author, committer } = get(head)
    const who = new Set([email, ...addresses])
    return { head, ours: parents.length === 1 && who.has(author) && who.has(committer), files: changed(head) }
  }

  function changed(id: CommitId): readonly SourceFile[] {
    const { parents, tree } = get(id)
    const before = parents[0] === undefined ? new Map<string, SourceFile>() : get(parents[0]).tree
    return sorted(tree).filter((file) => isRegular(file) && !isSame(file, before.get(file.path)))
  }

  /** Along first parents, as `git log` of a branch of ours would go. */
  function past(head: CommitId, files: readonly string[]): readonly HistoryCommit[] {
    const found: HistoryCommit[] = []
    for (let id: CommitId | undefined = head; id !== undefined; id = get(id).parents[0]) {
      const touched = changed(id).map(({ path }) => path)
      const own = files.filter((file) => touched.includes(file))
      if (own.length > 0) found.push({ id, message: get(id).message, date: 0, files: own })
    }
    return found
  }

  push(defaultBranch, files)
  const checkedOut = { branch: defaultBranch, commit: branches.get(defaultBranch)! }

  return {
    checkedOut: async () => checkedOut,
    defaultBranch: async () => defaultBranch,
    heads: async (wanted) => new Map([...branches].filter(([branch]) => wanted.includes(branch))),
    read: async (commit, { matches, containing = '' }) =>
      sorted(get(commit).tree)
        .filter((file) => isRegular(file) && matches(file.path))
        .filter(({ bytes }) => [containing].flat().some((text) => Buffer.from(bytes).includes(text))),
    branches: async (prefix) => new Map([...branches].filter(([branch]) => branch.startsWith(prefix))),
    bumpBranches: async (heads, addresses) => new Map(heads.map((head) => [head, bump(head, addresses)])),
    history: async (head, files, atMost) => past(head, files).slice(0, atMost),
    async deliver(delivery) {
      get(delivery.base)
      const ids: CommitId[] = []
      for (const commit of delivery.commits) ids.push(build(commit, ids.at(-1) ?? delivery.base))
      accept(delivery, ids.at(-1) ?? delivery.base)
      return ids
    },
    async remove(branch, lease) {
      if (branches.get(branch) !== lease)
        throw problemError(
          'branch-moved',
          `${branch} moved: expected ${lease}, found ${branches.get(branch)}.`,
        )
      branches.delete(branch)
    },
    follow: async () => false,
    headOf: (branch) => branches.get(branch),
    commit: async (branch, changes, how) => push(branch, changes, how),
    files: async (branch) => sorted(get(branches.get(branch) ?? branch).tree),
    async log(branch) {
      const found: LoggedCommit[] = []
      for (let id = branches.get(branch); id !== undefined; id = found.at(-1)?.parents[0]) {
        const { tree: _, ...logged } = get(id)
        found.push(logged)
      }
      return found
    },
    moveBefore: (branch, changes) => void races.set(branch, changes),
    refuse: (branch, words) => void refusals.set(branch, words),
  }
}

function change(tree: Tree, changes: FileTree): Tree {
  const changed = new Map(tree)
  for (const path of Object.keys(changes)) changed.delete(path)
  for (const file of filesOf(changes)) changed.set(file.path, file)
  return changed
}

function sorted(tree: Tree): readonly SourceFile[] {
  return [...tree.values()].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

function isRegular({ mode }: SourceFile): boolean {
  return mode === '100644' || mode === '100755'
}

function isSame(file: SourceFile, other: SourceFile | undefined): boolean {
  return other?.mode === file.mode && Buffer.from(file.bytes).equals(other.bytes)
}
