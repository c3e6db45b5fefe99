/** The Git port in memory: branches that point to commits, and commits that hold whole trees. */
import { createHash } from 'node:crypto'
import type { SourceFile } from '../../src/model/manifest.ts'
import { ledgerRef } from '../../src/model/ledger.ts'
import type { CommitId, HistoryQuestion, Lineage, Past, TouchedFile } from '../../src/model/history.ts'
import type { BumpBranch } from '../../src/model/plan.ts'
import { problemError } from '../../src/model/problem.ts'
import type { Git, LineageQuestion, NewCommit, Push } from '../../src/ports.ts'
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
  /** Somebody deletes the ledger. */
  loseLedger(): void
  /** Where a branch stands now. */
  readonly headOf: (branch: string) => CommitId | undefined
}

export interface InMemoryGitOptions {
  /** `main` if absent. */
  readonly defaultBranch?: string
  /** The address of our own commits. */
  readonly email?: string
  /** Dates commits; without it ours are all of one moment, and those of people follow each other. */
  readonly now?: () => Date
}

/** 2024-05-06T07:08:09Z: the same delivery gives the same commit. */
const dateOfOurs = 1_714_979_289

interface Commit extends LoggedCommit {
  readonly tree: Tree
  /** Seconds since 1970. */
  readonly date: number
}

type Tree = ReadonlyMap<string, SourceFile>

/** A repository whose default branch holds these files in one commit; that branch is checked out. */
export function createInMemoryGit(files: FileTree = {}, options: InMemoryGitOptions = {}): InMemoryGit {
  const { defaultBranch = 'main', email = 'image-bump@example.org', now } = options
  const commits = new Map<CommitId, Commit>()
  const branches = new Map<string, CommitId>()
  const races = new Map<string, FileTree>()
  const refusals = new Map<string, string>()
  let ledger: { readonly head: CommitId; readonly bytes: Uint8Array } | undefined

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
    const { author = person, committer = person, amend = false, merges } = how
    const merged = merges === undefined ? [] : [branches.get(merges) ?? merges]
    const parents = head === undefined ? [] : amend ? head.parents : [head.id, ...merged]
    const tree = change(head?.tree ?? new Map(), changes)
    // The number keeps two commits of the same content apart, as their dates would.
    const message = how.message ?? `Change ${commits.size + 1}\n`
    const id = add({
      parents,
      tree,
      author,
      committer,
      message,
      date: how.date ?? dateOr(1_700_000_001 + commits.size),
    })
    branches.set(branch, id)
    return id
  }

  function build(commit: NewCommit, parent: CommitId): CommitId {
    const tree = new Map(get(parent).tree)
    for (const file of commit.files) tree.set(file.path, file)
    const { message } = commit
    const date = dateOr(dateOfOurs)
    return add({ parents: [parent], tree, author: email, committer: email, message, date })
  }

  function dateOr(seconds: number): number {
    return now === undefined ? seconds : Math.floor(now().getTime() / 1000)
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
    const [base] = parents
    const ours = parents.length === 1 && who.has(author) && who.has(committer)
    return { head, ours, files: changed(head), ...(base !== undefined && { base }) }
  }

  function changed(id: CommitId): readonly SourceFile[] {
    const { parents, tree } = get(id)
    const before = parents[0] === undefined ? new Map<string, SourceFile>() : get(parents[0]).tree
    return sorted(tree).filter((file) => isRegular(file) && !isSame(file, before.get(file.path)))
  }

  /** From a commit along first parents. */
  function line(head: CommitId): readonly Commit[] {
    const found: Commit[] = []
    for (let id: CommitId | undefined = head; id !== undefined; id = get(id).parents[0]) found.push(get(id))
    return found
  }

  function touched(id: CommitId, { files, containing }: HistoryQuestion): readonly TouchedFile[] {
    const { parents, tree } = get(id)
    const former: Tree = parents[0] === undefined ? new Map() : get(parents[0]).tree
    const linesOf = (file: SourceFile | undefined) =>
      (file === undefined ? '' : Buffer.from(file.bytes).toString())
        .split('\n')
        .filter((line) => line.includes(containing))
    return files.flatMap((path) => {
      const [old, now] = [former.get(path), tree.get(path)]
      if (old === now || (now !== undefined && isSame(now, old))) return []
      const [before, after] = [linesOf(old), linesOf(now)]
      const without = (lines: readonly string[], others: readonly string[]) =>
        lines.filter((line) => !others.includes(line))
      return [{ path, removed: without(before, after), added: without(after, before) }]
    })
  }

  /** Along first parents, as `git log` of a branch of ours would go. */
  function past(head: CommitId, question: HistoryQuestion): Past {
    const commits: Past['commits'][number][] = []
    for (let id: CommitId | undefined = head; id !== undefined; id = get(id).parents[0]) {
      const own = touched(id, question)
      const { message, author } = get(id)
      const ours = [email, ...question.addresses].includes(author)
      if (own.length > 0) commits.push({ id, message, ours, files: own })
    }
    return { commits: commits.slice(0, question.atMost), isCut: commits.length > question.atMost }
  }

  function ancestors(id: CommitId, found = new Set<CommitId>()): ReadonlySet<CommitId> {
    if (found.has(id)) return found
    found.add(id)
    for (const parent of get(id).parents) ancestors(parent, found)
    return found
  }

  function isBy(who: ReadonlySet<string>, { id, author, committer, parents }: Commit): boolean {
    if (parents.length < 2) return who.has(author) && who.has(committer)
    const trees = parents.map((parent) => get(parent).tree)
    return changed(id).every((file) => trees.some((tree) => isSame(file, tree.get(file.path))))
  }

  function lineage({ head, files, atMost }: LineageQuestion): Lineage {
    if (files.length === 0) return { steps: [], commits: [], isCut: false }
    const commits = line(head)
    let latest = 0
    const all = commits.toReversed().flatMap(({ id, date, tree, parents: [parent] }) => {
      const before = parent === undefined ? new Map<string, SourceFile>() : get(parent).tree
      const own = changed(id).filter(({ path }) => files.includes(path))
      const removed = files.filter((file) => isHeld(before, file) && !isHeld(tree, file))
      if (own.length + removed.length === 0) return []
      return [{ id, date: (latest = Math.max(latest, date)), files: own, removed }]
    })
    const isCut = all.length > atMost
    const steps = all.toReversed().slice(0, atMost)
    const base = steps.at(-1)
    const whole = base && sorted(get(base.id).tree).filter(({ path }) => files.includes(path))
    return {
      steps: isCut && base && whole ? [...steps.slice(0, -1), { ...base, files: whole }] : steps,
      commits: base
        ? commits.slice(0, commits.findIndex(({ id }) => id === base.id) + 1).map(({ id }) => id)
        : [],
      isCut,
    }
  }

  push(defaultBranch, files)

  return {
    // As a workflow does before each run.
    checkedOut: async () => ({ branch: defaultBranch, commit: branches.get(defaultBranch)! }),
    defaultBranch: async () => defaultBranch,
    heads: async (wanted) => new Map([...branches].filter(([branch]) => wanted.includes(branch))),
    read: async (commit, { matches, containing = '' }) =>
      sorted(get(commit).tree)
        .filter((file) => isRegular(file) && matches(file.path))
        .filter(({ bytes }) => [containing].flat().some((text) => Buffer.from(bytes).includes(text))),
    branches: async (prefix) => new Map([...branches].filter(([branch]) => branch.startsWith(prefix))),
    bumpBranches: async (heads, addresses) => new Map(heads.map((head) => [head, bump(head, addresses)])),
    countCommitsBy: async (addresses, { base, head }) => {
      const [known, who] = [ancestors(base), new Set([email, ...addresses])]
      const own = [...ancestors(head)].filter((id) => !known.has(id)).map(get)
      return own.every((commit) => isBy(who, commit))
        ? own.filter(({ parents }) => parents.length < 2).length
        : undefined
    },
    history: async (head, question) => past(head, question),
    lineage: async (question) => lineage(question),
    readLedger: async () => ledger,
    loseLedger: () => {
      ledger = undefined
    },
    async writeLedger(bytes, lease) {
      if (ledger?.head !== lease)
        throw problemError('branch-moved', `${ledgerRef} moved: expected ${lease}, found ${ledger?.head}.`)
      ledger = { head: createHash('sha1').update(bytes).digest('hex'), bytes }
    },
    behind: async (head, commits) => {
      const past = ancestors(head)
      return new Set(commits.filter((id) => past.has(id)))
    },
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
        const { tree: _, date: __, ...logged } = get(id)
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

function isHeld(tree: Tree, path: string): boolean {
  const file = tree.get(path)
  return file !== undefined && isRegular(file)
}

function isSame(file: SourceFile, other: SourceFile | undefined): boolean {
  return other?.mode === file.mode && Buffer.from(file.bytes).equals(other.bytes)
}
