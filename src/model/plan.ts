/** What shall happen, as values: changes, holds, parcels. */
import type { Environment } from './environment.ts'
import type { Gate, Gating } from './gate.ts'
import type { CommitId } from './history.ts'
import type { Marker, SourceFile } from './manifest.ts'
import type { Course, PolicyKey } from './policy.ts'
import type { Problem } from './problem.ts'
import type { BranchRules, PullRequest } from './pull-request.ts'
import type { Tag } from './reference.ts'
import type { RequestState } from './request-state.ts'

/** A marker and its new value. */
export interface Change {
  readonly marker: Marker
  readonly to: string
}

/** A change that is wanted and not made. */
export interface Hold {
  readonly change: Change
  readonly why: HoldReason
  /** What lifts it, in one sentence. */
  readonly lift: string
}

export type HoldReason =
  | 'approved'
  | 'closed'
  | 'downgrade'
  | 'edited'
  | 'flux-fails'
  | 'gate-bypassed'
  | 'max-open'
  | 'overtaken'
  | 'reverted'
  | 'soak'
  | 'status'
  | 'suspended'
  | 'tag-moved'
  | 'undecided'
  | 'unprotected'
  | 'window'

/** One commit of a parcel: the changes of one environment, or of one group of it. */
export interface PlannedCommit {
  readonly environment: Environment
  readonly group?: string
  readonly changes: readonly Change[]
  /** Other than `forward` only where a pull request of its own goes back or aside. */
  readonly course: Course
}

/** What goes to one target branch, pushed at once. */
export type Parcel = CommitParcel | RequestParcel

/** Commits straight to an environment's branch, one an environment. */
export interface CommitParcel {
  readonly kind: 'commit'
  readonly branch: string
  /** The head that was read: the commits build on it and are pushed only if the branch is still there. None for files on disk. */
  readonly base: CommitId | undefined
  readonly commits: readonly PlannedCommit[]
}

/** One commit on a branch of our own, and a pull request from it unless it is bare. */
export interface RequestParcel {
  readonly kind: 'pull-request'
  /** The environment's branch, which the request wants to enter. */
  readonly into: string
  /** Our own branch, `image-bump/<environment>--<group>`. */
  readonly branch: string
  readonly base: CommitId | undefined
  readonly commit: PlannedCommit
  /** No request is opened from it or changed. */
  readonly isBare?: true
  /** What stands there already, as `recall` saw it. */
  readonly existing: ExistingBump
  /** Somebody has agreed to what the branch holds: it is not touched. */
  readonly isFrozen: boolean
  /** What guards the branch that it wants to enter. */
  readonly rules: BranchRules
  /** What it waits for; absent where nothing is behind gates. */
  readonly gates?: readonly Gate[]
}

/** A bump branch and its requests, as far as they exist. */
export interface ExistingBump {
  readonly branch?: BumpBranch
  /** The open one. */
  readonly request?: PullRequest
  /** We pushed what stands there, and the request does not tell it: a run was cut off in between. */
  readonly isUntold?: boolean
  /** Closed and merged ones, the latest first. */
  readonly past: readonly PullRequest[]
}

/** The head of a bump branch and what its last commit changed. */
export interface BumpBranch {
  readonly head: CommitId
  /** Made by us and untouched since. */
  readonly ours: boolean
  /** The files that its head commit changed, as they are there; removed files are left out. */
  readonly files: readonly SourceFile[]
  /** What its head commit builds on. */
  readonly base?: CommitId
  /** What it builds on is not known to be part of the branch that its request wants to enter: it would bring more than its own commit. */
  readonly isStray?: boolean
  /** Stands for author, message and changes of its head commit, whatever it builds on and whoever committed it. Told where it is not ours, and where no addresses of ours were given. */
  readonly patch?: string
}

export interface EnvironmentPlan {
  readonly environment: Environment
  /** Undefined when files on disk were read. */
  readonly base?: CommitId
  readonly changes: readonly Change[]
  readonly holds: readonly Hold[]
  readonly problems: readonly Problem[]
  /** What its wanted changes wait for, by policy; absent where nothing is behind gates. */
  readonly waits?: readonly Wait[]
  /** What guards its branch; absent where changes go straight to it, and where nothing was asked. */
  readonly guards?: BranchRules
}

/** A tag that is wanted, and the gates that it goes through. */
export interface Wait {
  readonly policy: PolicyKey
  readonly tag: Tag
  readonly gates: readonly Gate[]
}

export interface UpdatePlan {
  readonly environments: readonly EnvironmentPlan[]
  readonly parcels: readonly Parcel[]
  readonly closings: readonly Closing[]
  readonly notices: readonly Notice[]
  /** What shall be said of gates at the heads of requests. */
  readonly gatings: readonly Gating[]
  /** Requests that are disarmed and taken out of the merge queue, because everything is suspended. */
  readonly disarmed: readonly PullRequest[]
}

/** An open request of ours that has nothing left to do. */
export interface Closing {
  readonly environment: string
  readonly request: PullRequest
  /** Its branch is deleted if it is still there and holds nothing of a person. */
  readonly branch?: BumpBranch
  /** What its changes go by now; undefined if they are done. */
  readonly replacedBy?: string
}

/** Something to be said once below a request. */
export interface Notice {
  readonly environment: string
  readonly request: PullRequest
  /** What it is about: the same is not said twice. */
  readonly about: string
  readonly text: string
}

/** A file before and after its changes. */
export interface RewrittenFile {
  readonly before: SourceFile
  readonly after: SourceFile
}

/** A planned commit with the bytes of its files. */
export interface WrittenCommit {
  readonly planned: PlannedCommit
  readonly files: readonly RewrittenFile[]
  /** Words that its environment gives it, verbatim. */
  readonly message?: string
}

/** A parcel with the bytes of its commits; commits that change no file are left out. */
export interface WrittenParcel {
  readonly parcel: Parcel
  readonly commits: readonly WrittenCommit[]
}

/** A parcel with bytes and words: ready to be published. */
export interface DescribedParcel {
  readonly parcel: Parcel
  readonly commits: readonly (WrittenCommit & { readonly message: string })[]
  /** Absent for direct commits. */
  readonly text?: RequestText
  /** What was wrong with templates. */
  readonly problems?: readonly Problem[]
}

/** A pull request in words. */
export interface RequestText {
  readonly title: string
  /** Our part of the body, without what it remembers. */
  readonly words: string
  /** What it shall remember; the heads are known when they are pushed. */
  readonly state: Omit<RequestState, 'heads'>
}
