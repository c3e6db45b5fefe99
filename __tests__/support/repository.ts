/** What a test does to a remote repository as other people would, and what it sees there. */
import type { SourceFile } from '../../src/model/manifest.ts'
import type { CommitId } from '../../src/model/history.ts'

/** Paths and what stands there. Text is a file of mode 100644; `null` is no file (in a commit: remove it). */
export type FileTree = Readonly<Record<string, string | Uint8Array | TreeEntry | null>>

/** With mode 120000 the content is a symbolic link's target, with 160000 a submodule's commit. */
export interface TreeEntry {
  readonly mode: string
  readonly content: string | Uint8Array
}

/** A remote repository, seen by everybody but the code under test. */
export interface TestRepository {
  /** Somebody pushes a commit with these changes. A branch that does not exist starts at the default branch. */
  commit(branch: string, changes: FileTree, how?: CommitDetails): Promise<CommitId>
  /** All that stands on the branch, sorted by path; symbolic links and submodules too. */
  files(branch: string): Promise<readonly SourceFile[]>
  /** The branch's commits, newest first. */
  log(branch: string): Promise<readonly LoggedCommit[]>
}

export interface CommitDetails {
  /** The author's address; a person's if absent. */
  readonly author?: string
  /** The committer's address; a person's if absent. */
  readonly committer?: string
  readonly message?: string
  /** Replace the head instead of building on it; its changes stay. */
  readonly amend?: boolean
  /** A commit, or a branch whose head is meant, becomes the second parent; what it brings must be among the changes. */
  readonly merges?: string
  /** The committer's clock, in seconds since 1970; each commit is later than the one before if absent. */
  readonly date?: number
}

export interface LoggedCommit {
  readonly id: CommitId
  readonly parents: readonly CommitId[]
  readonly author: string
  readonly committer: string
  readonly message: string
}

/** The address of commits that are not ours. */
export const person = 'person@example.org'

/** The entries of a tree as files, without those that are null, sorted by the bytes of their paths. */
export function filesOf(tree: FileTree): readonly SourceFile[] {
  return Object.entries(tree)
    .flatMap(([path, value]) => (value === null ? [] : [toFile(path, value)]))
    .sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

/** The same files as text by path, for comparisons that a person can read. */
export function textsOf(files: readonly SourceFile[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]))
}

function toFile(path: string, value: string | Uint8Array | TreeEntry): SourceFile {
  const { mode, content } =
    typeof value === 'object' && 'mode' in value ? value : { mode: '100644', content: value }
  return { path, mode, bytes: new Uint8Array(typeof content === 'string' ? Buffer.from(content) : content) }
}
