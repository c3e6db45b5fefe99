/** Where changes go: a branch, paths on it, policies for its markers, and how a change is delivered. */
import type { Windows } from './calendar.ts'
import type { ImagePolicy, PolicyKey } from './policy.ts'
import type { Place, Problem } from './problem.ts'
import { type Promotion, sourceNames } from './promotion.ts'
import type { WrittenText } from './written-text.ts'

export interface Environment {
  readonly name: string
  readonly branch: string
  /** The word before the colon in markers. */
  readonly namespace: string
  /** Files, folders or globs; an empty list is the whole repository. */
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  readonly delivery: Delivery
  readonly policies: readonly ImagePolicy[]
  readonly suspend: boolean
  readonly downgrade: Downgrade
  /** Whether a person's revert or closed request keeps a version away from here. */
  readonly hold: 'respect' | 'ignore'
  /** Only what other environments have run comes here. */
  readonly from?: Promotion
  /** Times at which changes may be made; always if absent. */
  readonly windows?: Windows
  /** Who makes the commits, where that is not the identity of the token. */
  readonly author?: Author
  /** The name under which the workflow gave the key that signs the commits, where that is not the usual one. */
  readonly signingKey?: string
  /** Go template of commit messages, in our own configuration. */
  readonly message?: string
  /** What goes with a push to the remote. */
  readonly push?: PushWishes
  /** Where it comes from, if that is one of Flux's objects. Such environments share files: a marker belongs to the one that has its policy. */
  readonly flux?: FluxOrigin
  /** Folders whose part of the configuration is left out, since it is not right: what is under way there stays as it is. */
  readonly lost?: readonly string[]
  /** Policies that markers may name and that cannot be used. */
  readonly unusable?: readonly UnusablePolicy[]
}

/** As Flux's `git.push`: options for the remote's server, and a refspec that is pushed besides the branch. */
export interface PushWishes {
  readonly options?: Readonly<Record<string, string>>
  readonly refspec?: string
}

/** An ImageUpdateAutomation, as far as an environment cannot say the same in words of its own. */
export interface FluxOrigin {
  readonly automation: { readonly namespace: string; readonly name: string }
  /** `update.path` from the repository's root, without `./`; the root itself is the empty text. Files are named from here in messages. */
  readonly path: string
  /** `messageTemplate` as written; the empty text stands for Flux's own message. */
  readonly messageTemplate: string
  /** How that stands in its file. */
  readonly messageWritten?: WrittenText
  readonly messageTemplateValues: Readonly<Record<string, string>>
  /** Does it fail where Flux fails, as a whole or at words that its templates lost (`.Updated`, `.Changed.ImageResult`)? Otherwise the rest is done, and the fault is told. */
  readonly strict?: boolean
  /** Where the automation is written. */
  readonly place: Place
}

/** A policy that is there and that no tag can be chosen by; the problem says why, and is told where it was found. */
export interface UnusablePolicy {
  readonly key: PolicyKey
  readonly problem: Problem
}

/** Whom a commit is by. Flux allows an empty name. */
export interface Author {
  readonly name: string
  readonly email: string
}

/** What becomes of a winner that does not lead forward: a pull request of its own, nothing, or what becomes of any other. */
export type Downgrade = 'propose' | 'refuse' | 'allow'

export type Delivery = CommitDelivery | RequestDelivery

/** How changes arrive, as in `by commit`. */
export function wayText(delivery: Delivery): string {
  if (delivery.kind === 'commit') return 'by commit'
  const { pushBranch } = delivery
  if (delivery.bare) return `by the branch ${pushBranch ?? 'of its own'}, without a request`
  return pushBranch === undefined ? 'by pull request' : `by pull request from ${pushBranch}`
}

/** Straight to the branch. */
export interface CommitDelivery {
  readonly kind: 'commit'
  /** What becomes of a commit that the branch's rules refuse. */
  readonly onRefusal: 'report' | 'pull-request'
}

/** By pull requests into the branch. All but the group is set when a request is opened, and is a person's from then on. */
export interface RequestDelivery {
  readonly kind: 'pull-request'
  readonly group: Grouping
  /** The one branch that the request comes from, where that was given (Flux: `git.push.branch`); for the group `environment` only. */
  readonly pushBranch?: string
  /** Only the branch is kept, as Flux does: no request is looked for, opened or changed. */
  readonly bare?: true
  readonly labels: readonly string[]
  readonly draft: boolean
  readonly reviewers: readonly string[]
  /** Slugs, without the organization. */
  readonly teamReviewers: readonly string[]
  readonly assignees: readonly string[]
  /** Its title. */
  readonly milestone?: string
  /** Go templates of its words. */
  readonly title?: string
  readonly body?: string
  /** How many requests of the environment may be open at once. */
  readonly maxOpen: number
  readonly autoMerge: 'off' | MergeMethod
  /** Is a request that somebody approved, or armed for merging, left as it is, or refreshed where that dismisses the review? */
  readonly whenApproved: 'hold' | 'refresh'
  /** Refuse to deliver into a branch that nothing guards. */
  readonly requireProtection: boolean
}

/** Requests, with everything as it is where nothing is said. */
export const plainRequest: RequestDelivery = {
  kind: 'pull-request',
  group: { kind: 'policy' },
  labels: [],
  draft: false,
  reviewers: [],
  teamReviewers: [],
  assignees: [],
  maxOpen: 10,
  autoMerge: 'off',
  whenApproved: 'hold',
  requireProtection: false,
}

export type MergeMethod = 'merge' | 'squash' | 'rebase'

/** Which changes of an environment share a pull request. */
export type Grouping =
  | { readonly kind: 'policy' }
  | { readonly kind: 'environment' }
  /** Names of groups with the policies' names in them; a policy that no group names stands alone. */
  | { readonly kind: 'named'; readonly groups: ReadonlyMap<string, readonly string[]> }

/** The names of all that take from others, or that others take from: each with its sources behind it, in the order of the environments. */
export function chainedNames(environments: readonly Environment[]): ReadonlySet<string> {
  return new Set(environments.flatMap(({ name, from }) => (from ? [name, ...sourceNames(from)] : [])))
}

/** All that a configuration says, defaults filled in. */
export interface Config {
  readonly environments: readonly Environment[]
}

/** Stands for the branch where none is checked out; Git lets no branch have this name. */
export const noBranch = 'HEAD'

/** The branch in a sentence, as in `branch main`. */
export function branchText(branch: string): string {
  return branch === noBranch ? 'no branch, since none is checked out' : `branch ${branch}`
}
