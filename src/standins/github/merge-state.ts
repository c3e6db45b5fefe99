/** May a pull request be merged now, and if not, what does it wait for? */
import { isReachable } from './branches.ts'
import { mergeTrees } from './merge.ts'
import type { KnownRepository, StandInPull, StandInReview } from './record.ts'
import { findMissingChecks, rulesOf } from './rules.ts'

/** GraphQL: `MergeableState`, `MergeStateStatus`, `PullRequestReviewDecision`. */
export interface MergeState {
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN'
  readonly status: 'BEHIND' | 'BLOCKED' | 'CLEAN' | 'DIRTY' | 'DRAFT' | 'UNKNOWN' | 'UNSTABLE'
}

/** As GitHub's workers see it. */
export function mergeStateOf(repository: KnownRepository, pull: StandInPull): MergeState {
  const { headCommit, baseCommit } = pull
  const folder = { directory: repository.directory, lender: pull.headRepository.directory }
  if (mergeTrees(folder, baseCommit, headCommit) === undefined) {
    return { mergeable: 'CONFLICTING', status: 'DIRTY' }
  }
  return { mergeable: 'MERGEABLE', status: statusOf(repository, pull) }
}

/** As a request sees it: UNKNOWN until GitHub had time for it. */
export function lookAtMergeState(repository: KnownRepository, pull: StandInPull): MergeState {
  const { record } = repository
  const key = `${pull.number} ${pull.headCommit} ${pull.baseCommit}`
  const looks = record.looks.get(key) ?? 0
  record.looks = new Map([...record.looks, [key, looks + 1]])
  if (looks < record.settings.unknownLooks) return { mergeable: 'UNKNOWN', status: 'UNKNOWN' }
  return mergeStateOf(repository, pull)
}

/** Null where no review is required, whatever was given: abcxyz/github-metrics-aggregator#224. */
export function reviewDecisionOf(repository: KnownRepository, pull: StandInPull) {
  const needed = requirementsOf(repository, pull.base).approvals
  if (needed === 0) return null
  const latest = latestOpinions(pull)
  if (latest.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED'
  const approvals = latest.filter(({ state }) => state === 'APPROVED').length
  return approvals >= needed ? 'APPROVED' : 'REVIEW_REQUIRED'
}

/** The newest review of each person that approves, asks for changes, or was dismissed. */
export function latestOpinions({ reviews }: StandInPull): readonly StandInReview[] {
  const opinions = new Map<string, StandInReview>()
  for (const review of reviews) if (review.state !== 'COMMENTED') opinions.set(review.author.login, review)
  return [...opinions.values()]
}

/** What all rules of the branch ask for together. */
export function requirementsOf(repository: KnownRepository, branch: string) {
  const rules = rulesOf(repository, branch)
  return {
    approvals: Math.max(0, ...rules.map(({ pullRequest }) => pullRequest?.approvals ?? 0)),
    checks: [...new Set(rules.flatMap(({ checks = [] }) => checks))],
    isStrict: rules.some(({ isStrict = false }) => isStrict),
    dismissesStale: rules.some(({ pullRequest }) => pullRequest?.dismissStale ?? false),
    queue: rules.find(({ mergeQueue }) => mergeQueue !== undefined)?.mergeQueue,
  }
}

function statusOf(repository: KnownRepository, pull: StandInPull): MergeState['status'] {
  if (pull.draft) return 'DRAFT'
  const { checks, isStrict } = requirementsOf(repository, pull.base)
  const decision = reviewDecisionOf(repository, pull)
  const isReviewed = decision === null || decision === 'APPROVED'
  if (!isReviewed || findMissingChecks(repository, checks, pull.headCommit).length > 0) return 'BLOCKED'
  const { directory } = repository
  const lender = pull.headRepository.directory
  const { headCommit, baseCommit } = pull
  if (isStrict && !isReachable({ directory, lender, base: headCommit, head: baseCommit })) return 'BEHIND'
  const posted = repository.record.statuses.filter(({ commit }) => commit === headCommit)
  const contexts = [...new Set(posted.map(({ context }) => context))]
  return findMissingChecks(repository, contexts, headCommit).length > 0 ? 'UNSTABLE' : 'CLEAN'
}
