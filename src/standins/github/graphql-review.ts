/** Reviews of a pull request in GraphQL: wished for, given, and what they amount to. */
import { idOf } from './account.ts'
import { timestamp } from './call.ts'
import { actorSource } from './graphql-actor.ts'
import type { GraphQLCall } from './graphql-call.ts'
import { commitSource } from './graphql-commit.ts'
import { connection } from './graphql-connection.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import { latestOpinions, reviewDecisionOf } from './merge-state.ts'
import type { StandInPull, StandInReview } from './record.ts'
import { nodeId } from './user-document.ts'

/** The fields of `PullRequest` about reviews. */
export function reviewFields(call: GraphQLCall, pull: StandInPull) {
  const list = (entries: readonly StandInReview[], values: Arguments) => {
    const { states } = values
    const wanted = Array.isArray(states) ? entries.filter(({ state }) => states.includes(state)) : entries
    return connection('PullRequestReview', {
      entries: wanted,
      nodeOf: (review) => reviewSource(call, review),
      values,
    })
  }
  return {
    reviewDecision: () => reviewDecisionOf(call.repository, pull),
    reviews: (values: Arguments) => list(pull.reviews, values),
    latestReviews: (values: Arguments) => list(latestOf(pull), values),
    latestOpinionatedReviews: (values: Arguments) => list(latestOpinions(pull), values),
    reviewRequests: (values: Arguments) => requestsOf(pull, values),
  }
}

function reviewSource(call: GraphQLCall, review: StandInReview): Source {
  return {
    typename: 'PullRequestReview',
    id: nodeId('PRR', review.id),
    state: review.state,
    body: review.body,
    author: actorSource(review.author),
    viewerDidAuthor: review.author.login === call.account.login,
    submittedAt: timestamp(review.at),
    commit: () => commitSource(call, review.commit),
  }
}

function latestOf({ reviews }: StandInPull): readonly StandInReview[] {
  return [...new Map(reviews.map((review) => [review.author.login, review])).values()]
}

function requestsOf({ reviewers, teams }: StandInPull, values: Arguments): Source {
  const users = reviewers.map((login) => actorSource({ login }))
  const groups = teams.map((slug) => ({ typename: 'Team', slug, name: slug, id: nodeId('T', idOf(slug)) }))
  const nodeOf = (requestedReviewer: Source) => {
    return { typename: 'ReviewRequest', id: nodeId('RR', 1), requestedReviewer }
  }
  return connection('ReviewRequest', { entries: [...users, ...groups], nodeOf, values })
}
