/** Reviews: asked for, and given. */
import { withPull } from './call.ts'
import { paged, timestamp } from './call.ts'
import type { Call, Route } from './call.ts'
import { recordOther, recordPull } from './events.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { pullDocument } from './pull-document.ts'
import { nameOf } from './record.ts'
import type { StandInPull, StandInReview } from './record.ts'
import { refusal } from './refusals.ts'
import { nodeId, teamDocument, userDocument } from './user-document.ts'

export const reviewRoutes: readonly Route[] = [
  ['POST', '/pulls/{n}/requested_reviewers', (call) => withPull(call, (pull) => requestReviews(call, pull))],
  ['DELETE', '/pulls/{n}/requested_reviewers', (call) => withPull(call, (pull) => withdraw(call, pull))],
  ['GET', '/pulls/{n}/requested_reviewers', (call) => withPull(call, (pull) => showRequested(call, pull))],
  ['POST', '/pulls/{n}/reviews', (call) => withPull(call, (pull) => createReview(call, pull))],
  ['GET', '/pulls/{n}/reviews', (call) => withPull(call, (pull) => listReviews(call, pull))],
]

function wanted({ request }: Call): readonly [reviewers: readonly string[], teams: readonly string[]] {
  const fields = fieldsOf(request.body)
  const listOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])
  return [listOf(fields['reviewers']), listOf(fields['team_reviewers'])]
}

/** All of them or none. Texts: aergonaut/cody#433, polkadot-fellows/runtimes#405, and for teams PostHog/posthog-js#2952. */
function requestReviews(call: Call, pull: StandInPull): GitHubAnswer {
  const { repository, store, account, request } = call
  const [reviewers, teams] = wanted(call)
  const { collaborators, teams: known } = repository.record.settings
  if (teams.length > 0 && account.readsMembers !== true) {
    const id = nodeId('T', teams[0]?.length ?? 0)
    const errors = [`Could not resolve to a node with the global id of '${id}'.`]
    return { status: 422, body: { message: 'Validation Failed', errors, documentation_url: '' } }
  }
  if (reviewers.includes(pull.author.login)) {
    return refusal(422, 'Review cannot be requested from pull request author.')
  }
  const isKnown =
    reviewers.every((login) => collaborators.includes(login)) && teams.every((slug) => known.includes(slug))
  if (!isKnown) {
    const which = 'One or more of the users or teams you specified is not a collaborator of the'
    return refusal(
      422,
      `Reviews may only be requested from collaborators. ${which} ${nameOf(repository)} repository.`,
    )
  }
  const changed = store.change(repository, pull.number, {
    reviewers: [...new Set([...pull.reviewers, ...reviewers])],
    teams: [...new Set([...pull.teams, ...teams])],
  })
  recordPull(repository, account, { pull: changed, action: 'review_requested' })
  return { status: 201, body: pullDocument(changed, repository, request) }
}

function withdraw(call: Call, pull: StandInPull): GitHubAnswer {
  const { repository, store, request } = call
  const [reviewers, teams] = wanted(call)
  const changed = store.change(repository, pull.number, {
    reviewers: pull.reviewers.filter((login) => !reviewers.includes(login)),
    teams: pull.teams.filter((slug) => !teams.includes(slug)),
  })
  return { status: 200, body: pullDocument(changed, repository, request) }
}

function showRequested({ repository, request }: Call, pull: StandInPull): GitHubAnswer {
  const users = pull.reviewers.map((login) => userDocument(login, request))
  const teams = pull.teams.map((slug) => teamDocument(slug, repository.owner, request))
  return { status: 200, body: { users, teams } }
}

/** The answer to those who approve their own work: hubtty/hubtty#33. */
function createReview(call: Call, pull: StandInPull): GitHubAnswer {
  const { repository, store, account, request } = call
  const event = textOf(request.body, 'event')
  const state =
    event === 'APPROVE' ? 'APPROVED' : event === 'REQUEST_CHANGES' ? 'CHANGES_REQUESTED' : 'COMMENTED'
  if (account.login === pull.author.login && state !== 'COMMENTED') {
    const verb = state === 'APPROVED' ? 'approve' : 'request changes on'
    const errors = [`Can not ${verb} your own pull request`]
    return { status: 422, body: { message: 'Unprocessable Entity', errors, documentation_url: '' } }
  }
  const review: StandInReview = {
    id: store.nextId(),
    author: account,
    state,
    body: textOf(request.body, 'body') ?? '',
    commit: pull.headCommit,
    at: store.now(),
  }
  store.change(repository, pull.number, {
    reviews: [...pull.reviews, review],
    reviewers: pull.reviewers.filter((login) => login !== account.login),
  })
  recordOther(repository, account, { name: 'pull_request_review', action: 'submitted', number: pull.number })
  return { status: 200, body: reviewDocument(call, pull, review) }
}

function listReviews(call: Call, pull: StandInPull): GitHubAnswer {
  return paged(call, pull.reviews, (review) => reviewDocument(call, pull, review))
}

/** OpenAPI: `pull-request-review`. */
function reviewDocument({ repository, request }: Call, pull: StandInPull, review: StandInReview) {
  const html = `${request.serverUrl}/${nameOf(repository)}/pull/${pull.number}#pullrequestreview-${review.id}`
  const url = `${request.apiUrl}/repos/${nameOf(repository)}/pulls/${pull.number}`
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userDocument(review.author, request),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: timestamp(review.at),
    commit_id: review.commit,
    author_association: 'COLLABORATOR',
  }
}
