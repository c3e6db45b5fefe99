/** What goes to a branch of the remote at once. */
import type { Author } from './environment.ts'
import type { CommitId } from './history.ts'
import type { SourceFile } from './manifest.ts'

/** Commits for one branch. */
export interface Push {
  readonly branch: string
  /** What the commits build on. */
  readonly base: CommitId
  /** Where the remote branch must stand, or undefined if it must not exist. */
  readonly lease: CommitId | undefined
  readonly commits: readonly NewCommit[]
  /** Told to the remote with the push (git-push, "--push-option"): each name with its value. */
  readonly options?: Readonly<Record<string, string>>
  /** Pushed one by one when the branch stands, with the same options. A source may be the branch, `HEAD`, or another branch of the remote. */
  readonly refspecs?: readonly string[]
}

export interface NewCommit {
  /** Written verbatim. */
  readonly message: string
  /** The identity of the token if absent. */
  readonly author?: Author
  /** The name of the key that signs it, among those that the workflow bound; the usual one, if any, where it is absent. */
  readonly signingKey?: string
  /** Files with new bytes; their modes stay. */
  readonly files: readonly SourceFile[]
}
