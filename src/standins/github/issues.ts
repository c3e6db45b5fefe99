/** What a pull request has as an issue: assignees, milestone, and the other way to its title, text, state and labels. */
import { paged, timestamp, withPull } from './call.ts'
import type { Call, Route } from './call.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { labelDocument, labelsIn, refuseLabels, setLabels } from './labels.ts'
import { milestoneDocument } from './milestones.ts'
import { changeState } from './pulls.ts'
import { nameOf } from './record.ts'
import type { StandInPull } from './record.ts'
import { invalid } from './refusals.ts'
import { nodeId, userDocument } from './user-document.ts'

export const issueRoutes: readonly Route[] = [
  ['GET', '/issues/{n}', (call) => withPull(call, (pull) => showIssue(call, pull))],
  ['PATCH', '/issues/{n}', (call) => withPull(call, (pull) => updateIssue(call, pull))],
  ['POST', '/issues/{n}/assignees', (call) => withPull(call, (pull) => addAssignees(call, pull))],
  ['GET', '/milestones', listMilestones],
]

function showIssue(call: Call, pull: StandInPull): GitHubAnswer {
  return { status: 200, body: issueDocument(call, pull) }
}

function updateIssue(call: Call, pull: StandInPull): GitHubAnswer {
  const { store, repository, request } = call
  const { assignees, labels, milestone } = fieldsOf(request.body)
  const isKnown = typeof milestone !== 'number' || milestone <= repository.record.settings.milestones.length
  if (!isKnown) return invalid([{ resource: 'Issue', code: 'invalid', field: 'milestone' }])
  const refused = refuseLabels(labelsIn(request.body))
  if (refused !== undefined) return refused
  const [title, body, state] = ['title', 'body', 'state'].map((field) => textOf(request.body, field))
  store.change(repository, pull.number, {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(milestone !== undefined && { milestone: typeof milestone === 'number' ? milestone : undefined }),
    ...(Array.isArray(assignees) && { assignees: knownOnes(call, assignees) }),
  })
  if (labels !== undefined) setLabels(call, pull, labelsIn(request.body))
  if ((state === 'open' || state === 'closed') && state !== pull.state) changeState(call, pull, state)
  return showIssue(call, store.pulls(repository)[pull.number - 1]!)
}

/** GitHub documentation, "Add assignees to an issue": those without access are silently left out. */
function addAssignees(call: Call, pull: StandInPull): GitHubAnswer {
  const { assignees } = fieldsOf(call.request.body)
  const added = knownOnes(call, Array.isArray(assignees) ? assignees : [])
  const all = [...new Set([...pull.assignees, ...added])]
  const changed = call.store.change(call.repository, pull.number, { assignees: all })
  return { status: 201, body: issueDocument(call, changed) }
}

function knownOnes({ repository }: Call, logins: readonly unknown[]): readonly string[] {
  return logins.map(String).filter((login) => repository.record.settings.collaborators.includes(login))
}

function listMilestones(call: Call): GitHubAnswer {
  const numbers = call.repository.record.settings.milestones.map((_, index) => index + 1)
  return paged(call, numbers, (number) => milestoneDocument(number, call.repository, call.request))
}

/** OpenAPI: `issue`. */
function issueDocument({ repository, request, store }: Call, { number }: StandInPull) {
  const path = `${request.apiUrl}/repos/${nameOf(repository)}`
  const url = `${path}/issues/${number}`
  const html = `${request.serverUrl}/${nameOf(repository)}/pull/${number}`
  const pull = store.pulls(repository)[number - 1]!
  const { labels, assignees, milestone } = pull
  return {
    id: repository.id * 1_000_000 + number,
    node_id: nodeId('PR', repository.id, number),
    url,
    repository_url: path,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number,
    state: pull.state,
    title: pull.title,
    body: pull.body === '' ? null : pull.body,
    user: userDocument(pull.author, request),
    labels: labels.map((label) => labelDocument(label, repository, request)),
    assignee: assignees[0] === undefined ? null : userDocument(assignees[0], request),
    assignees: assignees.map((login) => userDocument(login, request)),
    milestone: milestone === undefined ? null : milestoneDocument(milestone, repository, request),
    locked: false,
    comments: repository.record.comments.filter(({ on }) => on === number).length,
    pull_request: pullLinks(`${path}/pulls/${number}`, html),
    closed_at: pull.closedAt ? timestamp(pull.closedAt) : null,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    author_association: 'CONTRIBUTOR',
  }
}

function pullLinks(url: string, html: string) {
  return { url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch` }
}
