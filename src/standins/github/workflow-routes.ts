/** Workflows as GitHub knows them from the default branch, and the settings of Actions, which administrators are shown. */
import type { Call, Route } from './call.ts'
import type { GitHubAnswer } from './exchange.ts'
import { nameOf } from './record.ts'
import { nodeId } from './user-document.ts'
import { notAccessible, notFound } from './refusals.ts'

export const workflowRoutes: readonly Route[] = [
  ['GET', '/actions/permissions/workflow', showPermissions],
  ['GET', '/actions/workflows/{}', showWorkflow],
  ['GET', '/actions/workflows/{}/runs', listRuns],
]

function showPermissions({ repository }: Call): GitHubAnswer {
  const { actionsMayOpen } = repository.record.settings
  if (actionsMayOpen === undefined) return notAccessible
  const body = { default_workflow_permissions: 'read', can_approve_pull_request_reviews: actionsMayOpen }
  return { status: 200, body }
}

/** OpenAPI: `workflow`. */
function showWorkflow({ repository, request, values: [file = ''] }: Call): GitHubAnswer {
  const state = repository.record.settings.workflows[file]
  if (state === undefined) return notFound
  const name = nameOf(repository)
  const html_url = `${request.serverUrl}/${name}/blob/main/.github/workflows/${file}`
  const body = {
    id: 1,
    node_id: nodeId('W', 1),
    name: file,
    path: `.github/workflows/${file}`,
    state,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    url: `${request.apiUrl}/repos/${name}/actions/workflows/1`,
    html_url,
    badge_url: `${request.serverUrl}/${name}/workflows/${file}/badge.svg`,
  }
  return { status: 200, body }
}

/** None has run: the stand-in starts no workflow. */
function listRuns({ repository, values: [file = ''] }: Call): GitHubAnswer {
  if (repository.record.settings.workflows[file] === undefined) return notFound
  return { status: 200, body: { total_count: 0, workflow_runs: [] } }
}
