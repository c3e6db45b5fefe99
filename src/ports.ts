/** All that the line asks of the world, on one page. What goes wrong is thrown as a ProblemError. */
import type { Entering } from './model/entering.ts'
import type { Examination } from './model/examination.ts'
import type { ImageInspection } from './model/inspection.ts'
import type { CommitStatus, Signal } from './model/commit-status.ts'
import type { SourceFile } from './model/manifest.ts'
import type {
  CommitId,
  CommitRange,
  HistoryQuestion,
  Lineage,
  LineageQuestion,
  Past,
} from './model/history.ts'
import type { Push } from './model/push.ts'
import type { BumpBranch } from './model/plan.ts'
import type { RegistryAccess } from './model/policy.ts'
import type { Comparison, Release } from './model/comparison.ts'
import type { Furnishing, Merge, NewPullRequest, PullRequestText } from './model/new-request.ts'
import type { Problem } from './model/problem.ts'
import type { BranchRules, Identity, OwnComment, PullRequest } from './model/pull-request.ts'
import type { Digest, ImageName, Tag } from './model/reference.ts'

export type { Comparison, Release } from './model/comparison.ts'
export type { CommitRange, LineageQuestion } from './model/history.ts'
export type { NewCommit, Push } from './model/push.ts'
export type { Furnishing, Merge, NewPullRequest, PullRequestText } from './model/new-request.ts'

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
  /** The remote's branches whose names begin so, with their heads. */
  branches(prefix: string): Promise<ReadonlyMap<string, CommitId>>
  /** What the head commits of bump branches changed, and whether we made them: `addresses` are those of our commits' authors. */
  bumpBranches(
    heads: readonly CommitId[],
    addresses: readonly string[],
  ): Promise<ReadonlyMap<CommitId, BumpBranch>>
  /**
   * How many commits `head` has and `base` has not, if these addresses alone wrote them; undefined if somebody else did, or it cannot be known. A merge
   * that brings nothing of its own is not counted, whoever made it.
   */
  countCommitsBy(addresses: readonly string[], range: CommitRange): Promise<number | undefined>
  /** Those of the commits that lie behind the head, as far as its past is here: no other is known to do so. */
  behind(head: CommitId, commits: readonly CommitId[]): Promise<ReadonlySet<CommitId>>
  /** The commits that touched one of the files, newest first, from this one back. */
  history(head: CommitId, question: HistoryQuestion): Promise<Past>
  /** How files of a branch came to hold what they hold. Fetches as much of the past as that takes. */
  lineage(question: LineageQuestion): Promise<Lineage>
  /** The ledger of the remote with the commit that holds it; undefined where there is none. */
  readLedger(): Promise<{ readonly head: CommitId; readonly bytes: Uint8Array } | undefined>
  /** Replaces it, only if it is still at `lease` (undefined: does not exist). Throws `branch-moved`. A dry run leaves it. */
  writeLedger(bytes: Uint8Array, lease: CommitId | undefined): Promise<void>
  /** Writes commits onto `base` and moves the remote branch there, only if it is still at `lease`. A dry run gives no ids. Throws `branch-moved` or `push-refused`. */
  deliver(push: Push): Promise<readonly CommitId[]>
  /** Deletes a branch of the remote, only if it is still at `lease`. A dry run leaves it. */
  remove(branch: string, lease: CommitId): Promise<void>
  /**
   * Lets the checkout follow a branch that we delivered to, if that branch is checked out at `from` and nothing in it is changed. Says whether it did.
   */
  follow(branch: string, from: CommitId, to: CommitId): Promise<boolean>
  /** What was noticed so far and stopped nothing, such as commits that do not show as verified. */
  problems?(): readonly Problem[]
}

/** Files on disk, below one root. Needs no Git. */
export interface Worktree {
  /** Regular files, sorted by path; `.git` folders and symbolic links that lead outside are passed over. */
  read(wanted: Wanted): Promise<readonly SourceFile[]>
  /** All of them or none; a new file gets the folders that it needs. */
  write(files: readonly SourceFile[]): Promise<void>
  /** What could not be read so far and stopped nothing. */
  problems?(): readonly Problem[]
}

/** The host of the repository, where pull requests live. */
export interface Forge {
  /** Who the token belongs to; asked once. */
  whoAmI(): Promise<Identity>
  /** What guards a branch of this repository. */
  rules(branch: string): Promise<BranchRules>
  /** Requests from these branches of this very repository: the open ones, and of each branch the latest five that are not. */
  find(heads: readonly string[]): Promise<readonly PullRequest[]>
  /** Every open request into this branch, whoever opened it, forks' too, the newest first; with what the branch's merge queue made of them. */
  entering(branch: string): Promise<readonly Entering[]>
  /** Opens it; one that is open already for this head and base is taken instead. Undefined in a dry run. */
  open(request: NewPullRequest): Promise<PullRequest | undefined>
  /** Sets what is given; undefined in a dry run. */
  update(number: number, text: Partial<PullRequestText>): Promise<PullRequest | undefined>
  /** Sets what a request gets once, and its body last. What GitHub refuses of it is given back, as warnings. */
  furnish(number: number, furnishing: Furnishing): Promise<readonly Problem[]>
  comment(number: number, body: string): Promise<void>
  /** The first comment below a request that begins with this text and is ours; undefined where there is none. */
  findComment(number: number, mark: string): Promise<OwnComment | undefined>
  /** Gives a comment of ours another text. */
  editComment(id: number, body: string): Promise<void>
  /** Sets the body and closes; undefined in a dry run. */
  close(number: number, body: string): Promise<PullRequest | undefined>
  /** Arms auto-merge. A request that could be merged already is merged, or put into the queue. Throws `auto-merge-refused`. A dry run does nothing. */
  arm(merge: Merge): Promise<'armed' | 'merged' | 'queued'>
  /** Takes auto-merge away. */
  disarm(number: number): Promise<void>
  /** What other systems say of these commits, by statuses and checks whose names fit; the latest of each name. Asked for many at once. */
  signals(commits: readonly CommitId[], isWanted: (name: string) => boolean): Promise<readonly Signal[]>
  /** Says something at a commit. */
  setStatus(commit: CommitId, status: CommitStatus): Promise<void>
  /** The person who last gave the request this label, if it has it still; undefined where that was no person, or we ourselves. */
  labelledBy(number: number, label: string): Promise<string | undefined>
  /** Commits between two commits of a repository of this host; undefined where they cannot be read. */
  compare(repository: string, from: string, to: string): Promise<Comparison | undefined>
  /** The releases of a repository under these tags, as far as there are any. */
  releases(repository: string, tags: readonly string[]): Promise<readonly Release[]>
}

/** Builds manifests as kustomize does. */
export interface Renderer {
  /** Lets `work` build from copies of these files, which are gone afterwards. */
  render<Result>(files: readonly SourceFile[], work: (build: Build) => Promise<Result>): Promise<Result>
}

/**
 * Builds the folder of a kustomization.yaml, which takes the place of the one that is there for this build alone. One at a time. Gives all manifests as one text;
 * fetches nothing. Throws `render-unavailable` where there is no program for it, and `render-failed` with what the program said.
 */
export type Build = (kustomization: Pick<SourceFile, 'path' | 'bytes'>) => Promise<string>

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
  readonly renderer: Renderer
  readonly clock: Clock
}
