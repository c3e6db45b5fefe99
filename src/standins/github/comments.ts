/** Comments on pull requests, which GitHub keeps with issues. */
import { paged, timestamp, withPull } from './call.ts'
import type { Call, Route } from './call.ts'
import { recordOther } from './events.ts'
import { textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { nameOf } from './record.ts'
import type { StandInComment, StandInPull } from './record.ts'
import { bodyTooLong, invalid, notFound } from './refusals.ts'
import { nodeId, userDocument } from './user-document.ts'

export const commentRoutes: readonly Route[] = [
  ['POST', '/issues/{n}/comments', (call) => withPull(call, (pull) => createComment(call, pull))],
  ['GET', '/issues/{n}/comments', (call) => withPull(call, (pull) => listComments(call, pull))],
  ['PATCH', '/issues/comments/{n}', (call) => withComment(call, updateComment)],
  ['DELETE', '/issues/comments/{n}', (call) => withComment(call, deleteComment)],
]

function createComment(call: Call, { number }: StandInPull): GitHubAnswer {
  const { repository, store, account, request } = call
  const body = textOf(request.body, 'body') ?? ''
  if (body.length > 65_536) return invalid([bodyTooLong()])
  const at = store.now()
  const comment = { id: store.nextId(), on: number, author: account, body, createdAt: at, updatedAt: at }
  repository.record.comments = [...repository.record.comments, comment]
  recordOther(repository, account, { name: 'issue_comment', action: 'created', number })
  return { status: 201, body: commentDocument(call, comment) }
}

function listComments(call: Call, { number }: StandInPull): GitHubAnswer {
  const comments = call.repository.record.comments.filter(({ on }) => on === number)
  return paged(call, comments, (comment) => commentDocument(call, comment))
}

function withComment(
  call: Call,
  answer: (call: Call, comment: StandInComment) => GitHubAnswer,
): GitHubAnswer {
  const id = Number(call.values[0])
  const comment = call.repository.record.comments.find((candidate) => candidate.id === id)
  return comment === undefined ? notFound : answer(call, comment)
}

function updateComment(call: Call, comment: StandInComment): GitHubAnswer {
  const { record } = call.repository
  const body = textOf(call.request.body, 'body') ?? ''
  if (body.length > 65_536) return invalid([bodyTooLong()])
  const changed = { ...comment, body, updatedAt: call.store.now() }
  record.comments = record.comments.map((each) => (each.id === comment.id ? changed : each))
  return { status: 200, body: commentDocument(call, changed) }
}

function deleteComment({ repository: { record } }: Call, { id }: StandInComment): GitHubAnswer {
  record.comments = record.comments.filter((comment) => comment.id !== id)
  return { status: 204 }
}

/** OpenAPI: `issue-comment`. */
function commentDocument({ repository, request }: Call, comment: StandInComment) {
  const name = nameOf(repository)
  const issues = `${request.apiUrl}/repos/${name}/issues`
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${issues}/comments/${comment.id}`,
    html_url: `${request.serverUrl}/${name}/pull/${comment.on}#issuecomment-${comment.id}`,
    issue_url: `${issues}/${comment.on}`,
    body: comment.body,
    user: userDocument(comment.author, request),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: 'CONTRIBUTOR',
  }
}
