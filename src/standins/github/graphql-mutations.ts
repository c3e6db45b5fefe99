/** The mutations: what changes pull requests here. Those on references and commits are beside. */
import { armAutoMerge, disarmAutoMerge, enqueue } from './auto-merge.ts'
import type { GraphQLCall, Unplaced } from './graphql-call.ts'
import { actorSource } from './graphql-actor.ts'
import { Refusal } from './graphql-execute.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import { gitMutations } from './graphql-git.ts'
import { pullSource } from './graphql-pull.ts'
import { updateBranch } from './merge-pull.ts'
import type { MergeMethod, StandInPull } from './record.ts'
import { numbersOf } from './user-document.ts'

/** The root of mutations. */
export function mutationSource(call: Unplaced): Source {
  const act = (mutation: (placed: Placed, input: Arguments) => Source) => {
    return ({ input }: Arguments) => mutation(place(call, { ...Object(input) }), { ...Object(input) })
  }
  return {
    typename: 'Mutation',
    enablePullRequestAutoMerge: act(arm),
    disablePullRequestAutoMerge: act(disarm),
    enqueuePullRequest: act(queue),
    dequeuePullRequest: act(dequeue),
    markPullRequestReadyForReview: act((placed) => setDraft(placed, false)),
    convertPullRequestToDraft: act((placed) => setDraft(placed, true)),
    updatePullRequestBranch: act(bringUpToDate),
    ...gitMutations(call),
  }
}

interface Placed {
  readonly call: GraphQLCall
  readonly pull: StandInPull
}

/** The pull request that an input names; the text as in octokit/graphql.js and create-pull-request's reports. */
function place({ isReached, ...call }: Unplaced, input: Arguments): Placed {
  const id = String(input['pullRequestId'] ?? input['id'])
  const [repositoryId, number] = numbersOf(id, 'PR')
  const repository = call.store.repositories().find((candidate) => candidate.id === repositoryId)
  const pull =
    repository && isReached(repository)
      ? call.store.pulls(repository).find((candidate) => candidate.number === number)
      : undefined
  if (repository && pull) return { call: { ...call, repository }, pull }
  throw new Refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
}

function payload(name: string, { call, pull }: Placed, input: Arguments): Source {
  const current = call.store.pulls(call.repository)[pull.number - 1] ?? pull
  return {
    typename: `${name}Payload`,
    clientMutationId: input['clientMutationId'],
    actor: actorSource(call.account),
    pullRequest: pullSource(call, current),
  }
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw new Refusal('UNPROCESSABLE', fault)
}

function arm(placed: Placed, input: Arguments): Source {
  const { call, pull } = placed
  refuse(
    armAutoMerge(call.store, call.repository, {
      pull,
      by: call.account,
      method: methodOf(input['mergeMethod']),
      expectedHead: textOf(input['expectedHeadOid']),
      headline: textOf(input['commitHeadline']),
      text: textOf(input['commitBody']),
    }),
  )
  return payload('EnablePullRequestAutoMerge', placed, input)
}

function disarm(placed: Placed, input: Arguments): Source {
  const { call, pull } = placed
  refuse(disarmAutoMerge(call.store, call.repository, { pull, by: call.account }))
  return payload('DisablePullRequestAutoMerge', placed, input)
}

function queue(placed: Placed, input: Arguments): Source {
  const { call, pull } = placed
  const expectedHead = textOf(input['expectedHeadOid'])
  refuse(enqueue(call.store, call.repository, { pull, by: call.account, expectedHead }))
  return queuePayload('EnqueuePullRequest', placed, input)
}

function dequeue(placed: Placed, input: Arguments): Source {
  const { call, pull } = placed
  const before = queuePayload('DequeuePullRequest', placed, input)
  call.store.change(call.repository, pull.number, { queued: undefined })
  return before
}

/** With the request's place in the queue, as it is now. */
function queuePayload(mutation: string, placed: Placed, input: Arguments): Source {
  const { pullRequest } = payload(mutation, placed, input)
  const { mergeQueueEntry } = { ...Object(pullRequest) }
  return { typename: `${mutation}Payload`, clientMutationId: input['clientMutationId'], mergeQueueEntry }
}

function setDraft(placed: Placed, draft: boolean): Source {
  const { call, pull } = placed
  call.store.change(call.repository, pull.number, { draft })
  return payload(draft ? 'ConvertPullRequestToDraft' : 'MarkPullRequestReadyForReview', placed, {})
}

function bringUpToDate(placed: Placed, input: Arguments): Source {
  const { call, pull } = placed
  const expected = textOf(input['expectedHeadOid'])
  const isElsewhere = expected !== undefined && expected !== pull.headCommit
  const method = input['updateMethod'] === 'REBASE' ? 'REBASE' : 'MERGE'
  const isDone = !isElsewhere && updateBranch(call, pull, method) !== undefined
  refuse(isDone ? undefined : 'merge conflict between base and head')
  return payload('UpdatePullRequestBranch', placed, input)
}

function methodOf(value: unknown): MergeMethod {
  return value === 'SQUASH' || value === 'REBASE' ? value : 'MERGE'
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
