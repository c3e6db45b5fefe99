/** Pull requests in GraphQL. */
import { readDiffStat } from './branches.ts'
import { timestamp } from './call.ts'
import { readCommits } from './commits.ts'
import { gitLines } from './git.ts'
import { actorSource } from './graphql-actor.ts'
import type { GraphQLCall } from './graphql-call.ts'
import { commitSource } from './graphql-commit.ts'
import { refSource } from './graphql-ref.ts'
import { connection } from './graphql-connection.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import { reviewFields } from './graphql-review.ts'
import { timelineOf } from './graphql-timeline.ts'
import { lookAtMergeState, requirementsOf } from './merge-state.ts'
import { nameOf } from './record.ts'
import type { StandInComment, StandInPull } from './record.ts'
import { nodeId } from './user-document.ts'

/** A request; git is asked only for what is selected. */
export function pullSource(call: GraphQLCall, pull: StandInPull): Source {
  const { repository, account, request } = call
  const url = `${request.serverUrl}/${nameOf(repository)}/pull/${pull.number}`
  return {
    typename: 'PullRequest',
    id: nodeId('PR', repository.id, pull.number),
    number: pull.number,
    url,
    permalink: url,
    title: pull.title,
    body: pull.body,
    state: pull.merged ? 'MERGED' : pull.state.toUpperCase(),
    isDraft: pull.draft,
    locked: false,
    author: actorSource(pull.author),
    viewerDidAuthor: pull.author.login === account.login,
    createdAt: timestamp(pull.createdAt),
    updatedAt: timestamp(pull.updatedAt),
    closed: pull.state === 'closed',
    closedAt: pull.closedAt ? timestamp(pull.closedAt) : null,
    merged: pull.merged,
    mergedAt: pull.merged && pull.closedAt ? timestamp(pull.closedAt) : null,
    mergedBy: pull.mergedBy ? actorSource(pull.mergedBy) : null,
    mergeCommit: () => (pull.mergeCommit === undefined ? null : commitSource(call, pull.mergeCommit)),
    ...branchFields(call, pull),
    ...listFields(call, pull),
    ...reviewFields(call, pull),
    ...mergeFields(call, pull),
  }
}

function branchFields(call: GraphQLCall, pull: StandInPull) {
  const { repository } = call
  const { owner } = pull.headRepository
  return {
    headRefName: pull.head,
    headRefOid: pull.headCommit,
    headRef: () => refSource({ ...call, repository: pull.headRepository }, pull.head),
    headRepository: {
      typename: 'Repository',
      nameWithOwner: nameOf(pull.headRepository),
      name: pull.headRepository.name,
    },
    headRepositoryOwner: { ...actorSource({ login: owner }), typename: 'Organization' },
    baseRefName: pull.base,
    baseRefOid: pull.baseCommit,
    baseRef: () => refSource(call, pull.base),
    isCrossRepository: pull.headRepository.id !== repository.id,
    ...contentFields(call, pull),
  }
}

function contentFields(call: GraphQLCall, pull: StandInPull) {
  const folder = { directory: call.repository.directory, lender: pull.headRepository.directory }
  const range = { ...folder, base: pull.baseCommit, head: pull.headCommit }
  return {
    changedFiles: () => readDiffStat(range).files,
    additions: () => readDiffStat(range).additions,
    deletions: () => readDiffStat(range).deletions,
    files: (values: Arguments) => {
      const entries = gitLines(folder, ['diff', '--name-only', `${range.base}...${range.head}`])
      const nodeOf = (path: string) => ({ typename: 'PullRequestChangedFile', path })
      return connection('PullRequestChangedFile', { entries, nodeOf, values })
    },
    commits: (values: Arguments) => {
      const between = ['--reverse', '--topo-order', `${range.base}..${range.head}`]
      const nodeOf = ({ id }: { readonly id: string }) => {
        const commit = commitSource(call, id, folder)
        return { typename: 'PullRequestCommit', id: nodeId('PRC', pull.number), commit }
      }
      const entries = pull.merged ? [] : readCommits(folder, between)
      return connection('PullRequestCommit', { entries, nodeOf, values })
    },
  }
}

function listFields(call: GraphQLCall, pull: StandInPull) {
  const { repository } = call
  const { milestones } = repository.record.settings
  return {
    labels: (values: Arguments) => {
      const nodeOf = (name: string) => ({
        typename: 'Label',
        name,
        color: 'ededed',
        id: nodeId('LA', name.length),
      })
      return connection('Label', { entries: pull.labels, nodeOf, values })
    },
    assignees: (values: Arguments) => {
      const nodeOf = (login: string) => actorSource({ login })
      return connection('User', { entries: pull.assignees, nodeOf, values })
    },
    milestone:
      pull.milestone === undefined
        ? null
        : { typename: 'Milestone', number: pull.milestone, title: milestones[pull.milestone - 1] },
    comments: (values: Arguments) => {
      const entries = repository.record.comments.filter(({ on }) => on === pull.number)
      return connection('IssueComment', { entries, nodeOf: (entry) => commentSource(call, entry), values })
    },
    timelineItems: (values: Arguments) => timelineOf(call, pull, values),
  }
}

function commentSource({ account, request, repository }: GraphQLCall, comment: StandInComment): Source {
  return {
    typename: 'IssueComment',
    id: nodeId('IC', comment.id),
    databaseId: comment.id,
    url: `${request.serverUrl}/${nameOf(repository)}/pull/${comment.on}#issuecomment-${comment.id}`,
    body: comment.body,
    author: actorSource(comment.author),
    viewerDidAuthor: comment.author.login === account.login,
    createdAt: timestamp(comment.createdAt),
    updatedAt: timestamp(comment.updatedAt),
  }
}

function mergeFields(call: GraphQLCall, pull: StandInPull) {
  const { repository } = call
  const { autoMerge, queued } = pull
  const look = once(() =>
    pull.state === 'open' ? lookAtMergeState(repository, pull) : { mergeable: 'UNKNOWN', status: 'UNKNOWN' },
  )
  return {
    mergeable: () => look().mergeable,
    mergeStateStatus: () => look().status,
    autoMergeRequest: autoMerge
      ? {
          typename: 'AutoMergeRequest',
          enabledAt: timestamp(autoMerge.at),
          enabledBy: actorSource(autoMerge.by),
          mergeMethod: autoMerge.method,
          commitHeadline: autoMerge.headline ?? null,
          commitBody: autoMerge.text ?? null,
        }
      : null,
    isInMergeQueue: queued !== undefined,
    isMergeQueueEnabled: requirementsOf(repository, pull.base).queue !== undefined,
    mergeQueueEntry: queued
      ? {
          typename: 'MergeQueueEntry',
          id: nodeId('MQE', repository.id, pull.number),
          state: 'QUEUED',
          position: positionOf(call, pull),
          enqueuedAt: timestamp(queued.at),
          enqueuer: actorSource(queued.by),
          headCommit: () => commitSource(call, queued.commit),
        }
      : null,
  }
}

function positionOf({ repository }: GraphQLCall, { number }: StandInPull): number {
  return repository.record.pulls.filter((pull) => pull.queued !== undefined && pull.number <= number).length
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
