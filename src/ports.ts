/** All that the line asks of the world, on one page. What goes wrong is thrown as a ProblemError. */
import type { Examination } from './model/examination.ts'
import type { ImageInspection } from './model/inspection.ts'
import type { SourceFile } from './model/manifest.ts'
import type { BumpBranch, CommitId, PullRequest } from './model/plan.ts'
import type { RegistryAccess } from './model/policy.ts'
import type { Problem } from './model/problem.ts'
import type { Digest, ImageName, Tag } from './model/reference.ts'

/** A container registry, whichever the image names. */
export interface Registry {
  /** Every tag of the repository once, in no particular order: the whole list or a ProblemError, never a part. */
  listTags(name: ImageName, access?: RegistryAccess): Promise<readonly Tag[]>
  /** The digest that a tag points to; for a multi-platform image that of its index. */
  resolveDigest(name: ImageName, tag: Tag, access?: RegistryAccess): Promise<Digest>
  /**
   * What the image says of itself. Costs up to four requests and on Docker Hub two pulls, so it is for winners only; what a digest
   * stands for is read once. Throws `rate-limited`, as a note, when few pulls are left: they are worth more to others.
   */
  inspect(name: ImageName, reference: Tag | Digest, access?: RegistryAccess): Promise<ImageInspection>
  /** Lists tags anew and tells how that went. Throws only where the image may not be asked for at all. */
  examine(name: ImageName, access?: RegistryAccess): Promise<Examination>
  /** What was noticed so far and stopped nothing, such as a login that was refused where the image could be read without. */
  problems(): readonly Problem[]
  /** How many requests each host was sent so far. */
  requests(): ReadonlyMap<string, number>
}

/** Which files are wanted. */
export interface Wanted {
  /** Is the path (from the root, forward slashes) one of them? */
  readonly matches: (path: string) => boolean
  /** Only files whose bytes contain this ASCII text, or one of these at least. */
  readonly containing?: string | readonly string[]
}

/** The repository, its objects and its remote. Neither checkout nor index is touched. */
export interface Git {
  /** What is checked out: a branch unless the head is detached, a commit unless there is none. */
  checkedOut(): Promise<{ readonly branch?: string; readonly commit?: CommitId }>
  /** The remote's default branch. */
  defaultBranch(): Promise<string>
  /** The remote's heads of these branches; a branch that does not exist is left out. */
  heads(branches: readonly string[]): Promise<ReadonlyMap<string, CommitId>>
  /** Regular files of a commit (symbolic links and submodules are none), sorted by path. Fetches the commit when it is missing. */
  read(commit: CommitId, wanted: Wanted): Promise<readonly SourceFile[]>
  /** What the head commit of a bump branch changed, and whether we made it. */
  bumpBranch(head: CommitId): Promise<BumpBranch>
  /** Writes commits onto `base` and moves the remote branch there, only if it is still at `lease`. A dry run gives no ids. Throws `branch-moved` or `push-refused`. */
  deliver(push: Push): Promise<readonly CommitId[]>
}

/** Commits for one branch. */
export interface Push {
  readonly branch: string
  /** What the commits build on. */
  readonly base: CommitId
  /** Where the remote branch must stand, or undefined if it must not exist. */
  readonly lease: CommitId | undefined
  readonly commits: readonly NewCommit[]
}

export interface NewCommit {
  /** Written verbatim. */
  readonly message: string
  /** Files with new bytes; their modes stay. */
  readonly files: readonly SourceFile[]
}

/** Files on disk, below one root. Needs no Git. */
export interface Worktree {
  /** Regular files, sorted by path; `.git` folders and symbolic links that lead outside are passed over. */
  read(wanted: Wanted): Promise<readonly SourceFile[]>
  write(files: readonly SourceFile[]): Promise<void>
}

/** The host of the repository, where pull requests live. */
export interface Forge {
  /** Open requests from these branches of this very repository. */
  find(heads: readonly string[]): Promise<readonly PullRequest[]>
  /** Opens it; undefined in a dry run. */
  open(request: NewPullRequest): Promise<PullRequest | undefined>
  /** Sets title and body; undefined in a dry run. */
  update(number: number, text: PullRequestText): Promise<PullRequest | undefined>
}

export interface PullRequestText {
  readonly title: string
  readonly body: string
}

export interface NewPullRequest extends PullRequestText {
  readonly head: string
  readonly base: string
  readonly labels: readonly string[]
  readonly draft: boolean
}

/** The clock and chance. */
export interface Clock {
  now(): Date
  pause(milliseconds: number): Promise<void>
  /** From 0 to below 1, for jitter. */
  random(): number
}

export interface Ports {
  readonly registry: Registry
  readonly git: Git
  readonly worktree: Worktree
  readonly forge: Forge
  readonly clock: Clock
}
