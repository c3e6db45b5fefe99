/** A pull request as GitHub's two APIs describe it, read into ours. */
import { z } from 'zod'
import { type CommitStatus, isGateContext } from '../../model/commit-status.ts'
import type { PullRequest } from '../../model/pull-request.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'

/** What the REST API tells of a request. Who opened it, agreed to it and talked about it, it does not. */
export type WrittenPullRequest = Omit<PullRequest, 'isOwn' | 'approved' | 'queued' | 'comments' | 'statuses'>

/** What is read of GitHub's object (OpenAPI: `pull-request`); a request without text has a body of null. */
const restPullRequest = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  merged: z.boolean(),
  created_at: z.string(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string() }),
  labels: z.array(z.object({ name: z.string() })),
  auto_merge: z.unknown().optional(),
})

/** Reads the object that answered the wish; throws `github-failed` when it is none, as a proxy's page. */
export function readPullRequest(data: unknown, wish: Pick<Wish, 'to'>): WrittenPullRequest {
  const { success, data: pull } = restPullRequest.safeParse(data)
  if (!success) throw explainMisreadAnswer(wish)
  const { number, html_url: url, title, body, head, base, labels } = pull
  return {
    number,
    url,
    head: head.ref,
    base: base.ref,
    title,
    body: body ?? '',
    state: pull.merged ? 'merged' : pull.state,
    openedAt: Date.parse(pull.created_at),
    headCommit: head.sha,
    labels: labels.map(({ name }) => name),
    armed: pull.auto_merge !== undefined && pull.auto_merge !== null,
  }
}

/** What is asked of a request that is over. */
export const pastFragment = `fragment past on PullRequest {
  number url title body state createdAt headRefName headRefOid baseRefName isCrossRepository viewerDidAuthor
  labels(first: 100) { nodes { name } }
}`

/** What is asked of one that is open. */
export const openFragment = `${pastFragment}
fragment open on PullRequest {
  ...past
  latestOpinionatedReviews(first: 50, writersOnly: true) { nodes { state } }
  autoMergeRequest { enabledAt }
  isInMergeQueue
  comments(last: 20) { nodes { body viewerDidAuthor } }
  headRef { target { oid ... on Commit { status { contexts { context state description } } } } }
}`

/** Of a repository that is not public a token needs `statuses: read` to know it. */
export const extraField = 'status'

const nodes = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node) })

/** GraphQL's `StatusContext`, as far as it is asked for. */
export const statusContext = z.object({
  context: z.string(),
  state: z.enum(['ERROR', 'EXPECTED', 'FAILURE', 'PENDING', 'SUCCESS']),
  description: z.string().nullable(),
})

/** GraphQL's `PullRequest`, as far as these fragments ask for it. */
export const graphQLPullRequest = z.object({
  number: z.number(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  createdAt: z.string(),
  headRefName: z.string(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  isCrossRepository: z.boolean(),
  viewerDidAuthor: z.boolean(),
  labels: nodes(z.object({ name: z.string() })).nullable(),
  latestOpinionatedReviews: nodes(z.object({ state: z.string() })).nullish(),
  autoMergeRequest: z.unknown().optional(),
  isInMergeQueue: z.boolean().optional(),
  comments: nodes(z.object({ body: z.string(), viewerDidAuthor: z.boolean() })).optional(),
  headRef: z
    .object({
      target: z
        .object({ oid: z.string(), status: z.object({ contexts: z.array(statusContext) }).nullish() })
        .nullable(),
    })
    .nullish(),
})

export type GraphQLPullRequest = z.infer<typeof graphQLPullRequest>

const states = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const

/**
 * An approval counts where its author may write: so the query asks. `reviewDecision` would say nothing where no review is required,
 * and somebody who approves all the same has agreed to this very content.
 */
export function fromGraphQL(pull: GraphQLPullRequest): PullRequest {
  const statuses = statusesOf(pull)
  return {
    number: pull.number,
    url: pull.url,
    head: pull.headRefName,
    base: pull.baseRefName,
    title: pull.title,
    body: pull.body,
    state: states[pull.state],
    openedAt: Date.parse(pull.createdAt),
    isOwn: pull.viewerDidAuthor,
    headCommit: pull.headRefOid,
    labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
    approved: (pull.latestOpinionatedReviews?.nodes ?? []).some(({ state }) => state === 'APPROVED'),
    armed: pull.autoMergeRequest !== undefined && pull.autoMergeRequest !== null,
    queued: pull.isInMergeQueue === true,
    comments: (pull.comments?.nodes ?? [])
      .filter(({ viewerDidAuthor }) => viewerDidAuthor)
      .map(({ body }) => body),
    ...(statuses && { statuses }),
  }
}

const statusStates = {
  ERROR: 'failure',
  EXPECTED: 'pending',
  FAILURE: 'failure',
  PENDING: 'pending',
  SUCCESS: 'success',
} as const

/** Undefined where they were not asked for or not shown, and where the branch has moved on since. */
function statusesOf({ headRef, headRefOid }: GraphQLPullRequest): readonly CommitStatus[] | undefined {
  const { oid, status } = headRef?.target ?? {}
  if (oid !== headRefOid || status === undefined) return undefined
  return ownStatuses(status?.contexts ?? [])
}

/** Ours among what is said of a commit. */
export function ownStatuses(contexts: readonly z.infer<typeof statusContext>[]): readonly CommitStatus[] {
  return contexts
    .filter(({ context }) => isGateContext(context))
    .map(({ context, state, description }) => {
      return { context, state: statusStates[state], description: description ?? '' }
    })
}
