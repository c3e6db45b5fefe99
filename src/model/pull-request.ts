/** Pull requests, what their bodies remember, and what guards the branches that they want to enter. */
import type { CommitStatus } from './commit-status.ts'
import type { CommitId } from './history.ts'
import { findState, type RequestState } from './request-state.ts'
import { joined, named } from './words.ts'

export interface PullRequest {
  readonly number: number
  readonly url: string
  /** The branch it comes from. */
  readonly head: string
  /** The branch it wants to enter. */
  readonly base: string
  readonly title: string
  readonly body: string
  readonly state: 'open' | 'closed' | 'merged'
  /** Milliseconds since 1970. */
  readonly openedAt?: number
  /** Opened by the identity of our token. Only then is anything in its body taken for ours. */
  readonly isOwn: boolean
  readonly headCommit: CommitId
  readonly labels: readonly string[]
  /** Somebody's latest review approves it. */
  readonly approved: boolean
  /** Auto-merge is armed. */
  readonly armed: boolean
  /** It waits in a merge queue. */
  readonly queued: boolean
  /** Who opened its gates with a label, as far as that was asked. */
  readonly openedBy?: string
  /** Our own statuses at its head. */
  readonly statuses?: readonly CommitStatus[]
  /** What we have said below it, the latest last; a few of the latest are enough. */
  readonly comments: readonly string[]
}

/** What guards a branch, as far as GitHub tells this token. */
export interface BranchRules {
  /** False where GitHub did not say: then nothing below means anything. */
  readonly known: boolean
  /** Changes come by pull request only. */
  readonly pullRequest: boolean
  /** How many people must approve. */
  readonly reviews: number
  /** A new commit takes approvals away. */
  readonly dismissesReviews: boolean
  /** Names of the checks that must pass. */
  readonly checks: readonly string[]
  readonly mergeQueue: boolean
}

/** Who a token belongs to. `email` stands in the commits that GitHub makes for it. */
export interface Identity {
  readonly login: string
  readonly email: string
  /** The token of the workflow itself, of another GitHub App, or of a person. */
  readonly kind: 'actions' | 'app' | 'user'
}

/** Rules of which nothing is known. */
export const notKnown: BranchRules = {
  known: false,
  pullRequest: false,
  reviews: 0,
  dismissesReviews: false,
  checks: [],
  mergeQueue: false,
}

/** Would a change be made behind somebody's back who has agreed to this very content? */
export function isFrozen({ approved, armed, queued, openedBy }: PullRequest): boolean {
  return approved || armed || queued || openedBy !== undefined
}

/** Does the branch let nothing in that no person and no check has looked at? */
export function isGuarded({ known, reviews, checks, mergeQueue }: BranchRules): boolean {
  return known && (reviews > 0 || checks.length > 0 || mergeQueue)
}

/** What guards the branch, in one sentence; `show` makes names fit for the place where it is told. */
export function guardsText(rules: BranchRules, branch: string, show: (name: string) => string): string {
  const shown = show(branch)
  if (!rules.known) return `What guards ${shown} is not shown to this token.`
  const demands = demandsOf(rules, show)
  if (demands.length > 0) return `${shown} asks for ${joined(demands)}.`
  return rules.pullRequest
    ? `${shown} takes pull requests only, and asks for no review and no check.`
    : `Nothing guards ${shown}: it asks for no review and no check.`
}

function demandsOf(
  { reviews, checks, mergeQueue }: BranchRules,
  show: (name: string) => string,
): readonly string[] {
  const names = named(checks.map(show), mostChecks)
  return [
    ...(reviews > 0 ? [reviews === 1 ? 'an approving review' : `${reviews} approving reviews`] : []),
    ...(names === '' ? [] : [`the ${checks.length === 1 ? 'check' : 'checks'} ${names}`]),
    ...(mergeQueue ? ['a merge queue'] : []),
  ]
}

/** Names that one sentence can hold. */
const mostChecks = 10

/** `owner/name` of the repository that the request is in, from its address. */
export function repositoryOf({ url }: PullRequest): string {
  return new URL(url).pathname.split('/').slice(1, 3).join('/')
}

/** What the request remembers, if it is ours to believe. */
export function stateOf({ isOwn, body }: PullRequest): RequestState | undefined {
  return isOwn ? findState(body) : undefined
}

/**
 * What a request says of itself, whoever opened it. Enough to know whether its words are right and what it was that somebody approved; never to decide what is
 * written or closed.
 */
export function claimOf({ body }: Pick<PullRequest, 'body'>): RequestState | undefined {
  return findState(body)
}

/** A person's word that a version which was closed without merging may be proposed again. */
export const againLabel = 'image-bump/again'
const againBox = '<!-- image-bump:again -->'

/** The line in a body whose box gives that word. */
export const againLine = `- [ ] Propose these versions again, although this request was closed. ${againBox}`

/** Was that word given, by the label or by the box? */
export function isWantedAgain({ labels, body }: PullRequest): boolean {
  const line = body.split('\n').find((each) => each.includes(againBox)) ?? ''
  return labels.includes(againLabel) || /^\s*[-*] \[[xX]\]/.test(line)
}

/** A comment that we wrote. */
export interface OwnComment {
  readonly id: number
  readonly body: string
}
