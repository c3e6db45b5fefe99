/** Events that a request starts: `repository_dispatch` and `workflow_dispatch`. */
import { findObject } from './branches.ts'
import type { Call, Route } from './call.ts'
import { recordDispatch } from './events.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { refusal } from './refusals.ts'

export const dispatchRoutes: readonly Route[] = [
  ['POST', '/dispatches', dispatchRepository],
  ['POST', '/actions/workflows/{}/dispatches', dispatchWorkflow],
]

/** Runs on the default branch. */
function dispatchRepository({ repository, request, account }: Call): GitHubAnswer {
  const action = textOf(request.body, 'event_type') ?? ''
  const payload = fieldsOf(request.body)['client_payload']
  const ref = `refs/heads/${repository.defaultBranch ?? 'main'}`
  recordDispatch(repository, account, { name: 'repository_dispatch', action, ref, payload })
  return { status: 204 }
}

/** The text is reported in benc-uk/workflow-dispatch#15. */
function dispatchWorkflow({ repository, request, account, values: [workflow = ''] }: Call): GitHubAnswer {
  const ref = textOf(request.body, 'ref') ?? ''
  if (findObject(repository, ref.replace(/^refs\//, '')) === undefined) {
    return refusal(422, `No ref found for: ${ref}`)
  }
  const payload = fieldsOf(request.body)['inputs'] ?? {}
  recordDispatch(repository, account, { name: 'workflow_dispatch', action: workflow, ref, payload })
  return { status: 204 }
}
