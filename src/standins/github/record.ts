/** What GitHub knows of a repository beside Git: data only. */
import type { Account } from './account.ts'
import type { StandInCheck, StandInStatus } from './commit-record.ts'

export interface StandInRepository {
  readonly owner: string
  readonly name: string
  /** The bare repository whose branches are the truth. */
  readonly directory: string
  /** `main` when absent. */
  readonly defaultBranch?: string
  readonly settings?: Partial<RepositorySettings>
  readonly rules?: readonly BranchRules[]
}

export interface RepositorySettings {
  readonly isPrivate: boolean
  /** "Allow auto-merge"; off in new repositories. */
  readonly allowAutoMerge: boolean
  readonly deleteBranchOnMerge: boolean
  /** Who may review and be assigned. */
  readonly collaborators: readonly string[]
  /** Slugs of the organization's teams with access. */
  readonly teams: readonly string[]
  /** Titles; their numbers count from 1. */
  readonly milestones: readonly string[]
  /** GitHub computes mergeability in the background: how often a request asked for it after a push answers UNKNOWN first. */
  readonly unknownLooks: number
  /** GitHub Enterprise Server: what GITHUB_TOKEN does to a pull request starts nothing, not even a run that waits. */
  readonly isEnterpriseServer: boolean
  /** "Allow GitHub Actions to create and approve pull requests", where the caller is an administrator. */
  readonly actionsMayOpen?: boolean
  /** The state of each workflow, by the name of its file. */
  readonly workflows: Readonly<Record<string, string>>
}

export const defaultSettings: RepositorySettings = {
  isPrivate: true,
  allowAutoMerge: false,
  deleteBranchOnMerge: false,
  collaborators: ['alice', 'bob', 'carol'],
  teams: ['reviewers'],
  milestones: [],
  unknownLooks: 0,
  isEnterpriseServer: false,
  workflows: {},
}

export interface BranchRules {
  /** A branch, or a pattern where `*` stands for anything. */
  readonly branch: string
  /** Everybody may read rulesets; classic protection only administrators may. */
  readonly kind: 'ruleset' | 'protection'
  readonly pullRequest?: { readonly approvals: number; readonly dismissStale?: boolean }
  /** Contexts of required status checks. */
  readonly checks?: readonly string[]
  /** Branches must be up to date before merging. */
  readonly isStrict?: boolean
  readonly signatures?: boolean
  readonly mergeQueue?: MergeMethod
  /** Only those who may bypass the rules update it. */
  readonly noUpdate?: boolean
  readonly noForcePush?: boolean
  readonly noDeletion?: boolean
  readonly noCreation?: boolean
  readonly linearHistory?: boolean
  /** Logins of those it does not hold for; a GITHUB_TOKEN cannot be among them. */
  readonly bypass?: readonly string[]
}

export interface StandInComment {
  readonly id: number
  /** The pull request's number. */
  readonly on: number
  readonly author: Account
  readonly body: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface StandInReview {
  readonly id: number
  readonly author: Account
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  readonly body: string
  readonly commit: string
  readonly at: Date
}

/** A label that was given to a pull request or taken away. */
export interface StandInLabeling {
  /** The pull request's number. */
  readonly on: number
  readonly label: string
  readonly isGiven: boolean
  readonly actor: Account
  readonly at: Date
}

export interface StandInRelease {
  readonly tag: string
  readonly name?: string
  readonly body: string
  readonly isDraft?: boolean
  readonly isPrerelease?: boolean
  readonly publishedAt?: Date
}

/** An event that workflows listen to, and what came of it. */
export interface StandInEvent {
  readonly name:
    'push' | 'pull_request' | 'issue_comment' | 'pull_request_review' | 'merge_group' | Dispatched
  readonly action?: string
  readonly actor: string
  /** `held`: a run waits for "Approve workflows to run". `suppressed`: nothing starts. */
  readonly outcome: 'started' | 'held' | 'suppressed'
  readonly ref?: string
  readonly commit?: string
  readonly number?: number
  readonly payload?: unknown
}

type Dispatched = 'workflow_dispatch' | 'repository_dispatch'

export type MergeMethod = 'MERGE' | 'SQUASH' | 'REBASE'

export interface StandInPull {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly author: Account
  readonly head: string
  /** Where the head branch lives; for a fork's request not where the request is. */
  readonly headRepository: KnownRepository
  readonly base: string
  /** The commits that both branches were last seen at. */
  readonly headCommit: string
  readonly baseCommit: string
  readonly draft: boolean
  readonly labels: readonly string[]
  readonly assignees: readonly string[]
  readonly reviewers: readonly string[]
  readonly teams: readonly string[]
  readonly milestone: number | undefined
  readonly reviews: readonly StandInReview[]
  readonly autoMerge: StandInAutoMerge | undefined
  /** When it was put into the merge queue, by whom, and the commit that the queue made of it and those before it. */
  readonly queued: { readonly by: Account; readonly at: Date; readonly commit: string } | undefined
  readonly state: 'open' | 'closed'
  readonly merged: boolean
  readonly mergedBy: Account | undefined
  readonly mergeCommit: string | undefined
  readonly closedBy: Account | undefined
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | undefined
}

export interface StandInAutoMerge {
  readonly method: MergeMethod
  readonly by: Account
  readonly at: Date
  readonly headline?: string | undefined
  readonly text?: string | undefined
}

/** A repository with its number and its record. */
export interface KnownRepository extends StandInRepository {
  readonly id: number
  readonly record: RepositoryRecord
}

/** Everything is replaced, nothing is changed in place. */
export interface RepositoryRecord {
  settings: RepositorySettings
  rules: readonly BranchRules[]
  pulls: readonly StandInPull[]
  comments: readonly StandInComment[]
  statuses: readonly StandInStatus[]
  checks: readonly StandInCheck[]
  labelings: readonly StandInLabeling[]
  releases: readonly StandInRelease[]
  labels: readonly string[]
  events: readonly StandInEvent[]
  /** How often mergeability was asked, by what was asked. */
  looks: ReadonlyMap<string, number>
  /** Called just before a reference moves, once each. */
  beforeMove: readonly ((ref: string) => void)[]
}

/** The name in addresses: `owner/name`. */
export function nameOf({ owner, name }: StandInRepository): string {
  return `${owner}/${name}`
}
