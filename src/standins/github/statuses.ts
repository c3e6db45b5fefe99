/** Commit statuses, and the check runs that workflows made. */
import { findObject } from './branches.ts'
import { paged, timestamp } from './call.ts'
import type { Call, Route } from './call.ts'
import type { StandInCheck, StandInStatus } from './commit-record.ts'
import { textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { nameOf } from './record.ts'
import { invalid, refusal } from './refusals.ts'
import { repositoryDocument } from './repository-document.ts'
import { nodeId, userDocument } from './user-document.ts'

export const statusRoutes: readonly Route[] = [
  ['POST', '/statuses/{}', createStatus],
  ['GET', '/commits/{+}/statuses', listStatuses],
  ['GET', '/commits/{+}/status', combineStatuses],
  ['GET', '/commits/{+}/check-runs', listCheckRuns],
]

function createStatus(call: Call): GitHubAnswer {
  const { repository, request, store, account } = call
  const [commit = ''] = call.values
  if (findObject(repository, commit) !== commit) return refusal(422, `No commit found for SHA: ${commit}`)
  const { record } = repository
  const description = textOf(request.body, 'description')
  // The limit is known from reports; its words are those that other limits have.
  if ((description?.length ?? 0) > 140) {
    const message = 'description is too long (maximum is 140 characters)'
    return invalid([{ resource: 'Status', code: 'custom', field: 'description', message }])
  }
  const status: StandInStatus = {
    id: store.nextId(),
    commit,
    context: textOf(request.body, 'context') ?? 'default',
    state: stateOf(textOf(request.body, 'state')),
    description,
    targetUrl: textOf(request.body, 'target_url'),
    creator: account,
    at: store.now(),
  }
  record.statuses = [...record.statuses, status]
  return { status: 201, body: statusDocument(call, status) }
}

function stateOf(state: string | undefined): StandInStatus['state'] {
  return state === 'success' || state === 'failure' || state === 'pending' ? state : 'error'
}

/** Newest first. */
function listStatuses(call: Call): GitHubAnswer {
  const statuses = findStatuses(call)
  if (statuses === undefined) return refusal(422, `No commit found for SHA: ${call.values[0]}`)
  return paged(call, statuses.toReversed(), (status) => statusDocument(call, status))
}

/** GitHub documentation, "Get the combined status": failure, else pending (also without any), else success. */
function combineStatuses(call: Call): GitHubAnswer {
  const all = findStatuses(call)
  if (all === undefined) return refusal(422, `No commit found for SHA: ${call.values[0]}`)
  const newest = [...new Map(all.map((status) => [status.context, status])).values()]
  const states = newest.map(({ state }) => state)
  const isFailed = states.some((state) => state === 'failure' || state === 'error')
  const isPending = states.length === 0 || states.includes('pending')
  const sha = findObject(call.repository, call.values[0] ?? '') ?? ''
  const url = `${call.request.apiUrl}/repos/${nameOf(call.repository)}/commits/${sha}`
  const body = {
    state: isFailed ? 'failure' : isPending ? 'pending' : 'success',
    statuses: newest.map((status) => simpleStatus(call, status)),
    sha,
    total_count: newest.length,
    repository: repositoryDocument(call.repository, call.request),
    commit_url: url,
    url: `${url}/status`,
  }
  return { status: 200, body }
}

function listCheckRuns(call: Call): GitHubAnswer {
  const { repository, values } = call
  const id = findObject(repository, values[0] ?? '')
  if (id === undefined) return refusal(422, `No commit found for SHA: ${values[0]}`)
  const checks = repository.record.checks.filter(({ commit }) => commit === id)
  const page = paged(call, checks, (check) => checkDocument(call, check))
  return { ...page, body: { total_count: checks.length, check_runs: page.body } }
}

/** OpenAPI: `check-run`. */
function checkDocument({ repository, request }: Call, check: StandInCheck) {
  const url = `${request.apiUrl}/repos/${nameOf(repository)}/check-runs/${check.id}`
  return {
    id: check.id,
    node_id: nodeId('CR', check.id),
    head_sha: check.commit,
    name: check.name,
    url,
    html_url: `${request.serverUrl}/${nameOf(repository)}/runs/${check.id}`,
    details_url: null,
    external_id: '',
    status: check.completedAt ? 'completed' : 'in_progress',
    conclusion: check.conclusion ?? null,
    started_at: timestamp(check.startedAt),
    completed_at: check.completedAt ? timestamp(check.completedAt) : null,
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: null,
    app: null,
    pull_requests: [],
  }
}

function findStatuses({ repository, values }: Call): readonly StandInStatus[] | undefined {
  const id = findObject(repository, values[0] ?? '')
  return id === undefined ? undefined : repository.record.statuses.filter(({ commit }) => commit === id)
}

/** OpenAPI: `status`. */
function statusDocument(call: Call, status: StandInStatus) {
  return { ...simpleStatus(call, status), creator: userDocument(status.creator, call.request) }
}

/** OpenAPI: `simple-commit-status`. */
function simpleStatus({ repository, request }: Call, status: StandInStatus) {
  return {
    url: `${request.apiUrl}/repos/${nameOf(repository)}/statuses/${status.commit}`,
    avatar_url: `${request.serverUrl}/avatars/status`,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description ?? null,
    target_url: status.targetUrl ?? null,
    context: status.context,
    created_at: timestamp(status.at),
    updated_at: timestamp(status.at),
  }
}
