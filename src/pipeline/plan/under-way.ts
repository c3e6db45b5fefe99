/** What people and earlier runs have under way: it is not overwritten, and not changed behind anybody's back. */
import { findBump } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { isDecided } from '../../model/policy.ts'
import { type BranchRules, claimOf, isFrozen, type PullRequest, stateOf } from '../../model/pull-request.ts'
import { carries } from '../../model/request-state.ts'
import type { HoldFacts, Reason, Wish } from './hold-facts.ts'

/** A person's commit is on the branch, or a person gave the request another base. */
export function edited({ bump }: Wish, { environment, existing }: HoldFacts): Reason | undefined {
  const found = bump && existing?.get(bump.branch)
  if (bump === undefined || found === undefined) return undefined
  const { branch, request } = found
  if (branch?.ours === false)
    return {
      why: 'edited',
      lift:
        request?.isOwn === false
          ? `#${request.number} and its commit are of another identity; if that was another token of this workflow, delete ${bump.branch}, and it is made anew.`
          : `A person's commit is on ${bump.branch}; it is left alone until that branch is deleted.`,
    }
  if (request !== undefined && request.base !== environment.branch)
    return {
      why: 'edited',
      lift: `#${request.number} was given the base ${request.base}; it is left alone until it is closed or has ${environment.branch} again.`,
    }
  return undefined
}

/** Somebody has agreed to another version than the one that is wanted now. */
export function approved(
  { bump, policy, wanted }: Wish,
  { environment, existing, rules }: HoldFacts,
): Reason | undefined {
  const request = bump && existing?.get(bump.branch)?.request
  if (request === undefined || !isLeftAlone(request, environment, rules)) return undefined
  const state = claimOf(request)
  if (state !== undefined && carries(state, policy, wanted)) return undefined
  const agreed = request.queued
    ? 'is in the merge queue'
    : request.armed
      ? 'will merge by itself'
      : request.approved
        ? 'is approved'
        : `was opened by ${request.openedBy}`
  return {
    why: 'approved',
    lift: `#${request.number} ${agreed} as it is; this waits until it is merged or closed.`,
  }
}

/** Is the request frozen, so that its branch is not touched? It may be refreshed only where that takes the approval away. */
export function isLeftAlone(
  request: PullRequest,
  { delivery }: Environment,
  rules: BranchRules | undefined,
): boolean {
  if (!isFrozen(request)) return false
  const mayRefresh = delivery.kind === 'pull-request' && delivery.whenApproved === 'refresh'
  const isAgreed = request.queued || request.openedBy !== undefined
  return !mayRefresh || isAgreed || rules?.dismissesReviews !== true
}

/**
 * A named group is all or nothing: it is left as it is, and does not begin, while one of its policies is undecided. A request that all policies
 * share keeps what it carries for that one, unless what it carries is not known.
 */
export function undecided({ bump }: Wish, facts: HoldFacts): Reason | undefined {
  const { environment, selections, existing } = facts
  const { delivery, unusable = [] } = environment
  if (bump === undefined || delivery.kind === 'commit' || delivery.group.kind === 'policy') return undefined
  const missing = selections.find(
    (each) =>
      !isDecided(each) &&
      // What cannot be used at all would keep the others waiting for ever.
      !unusable.some(({ key }) => key === each.policy.key) &&
      findBump(environment, each.policy.key, 'forward')?.branch === bump.branch,
  )
  const found = existing?.get(bump.branch)
  if (missing === undefined || (delivery.group.kind === 'environment' && !isUnknown(found))) return undefined
  return {
    why: 'undecided',
    lift: `${missing.policy.key} shares its pull request and is not decided in this run; the request is left as it is.`,
  }
}

function isUnknown(found: ExistingBump | undefined): boolean {
  if (found?.branch === undefined) return false
  const state = found.request && stateOf(found.request)
  return state === undefined || state.isCut === true
}
