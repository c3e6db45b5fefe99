/** Who stands behind a token, and what GitHub answers when that one may not do what is asked. */
import type { GitHubAnswer, GitHubRequest } from '../../src/standins/github/github.ts'
import { operationOf } from './github-openapi.ts'

export interface Actor {
  /** `actions` is the GITHUB_TOKEN of a workflow. */
  readonly kind: 'actions' | 'app' | 'user'
  readonly pullRequests: 'none' | 'read' | 'write'
  /** The setting "Allow GitHub Actions to create and approve pull requests"; on when absent. */
  readonly mayOpen?: boolean
}

/** Permissions of GitHub Apps by operation (GitHub documentation, "Permissions required for GitHub Apps"). */
const needs: Readonly<Record<string, 'none' | 'read' | 'write'>> = {
  'repos/get': 'none',
  'pulls/list': 'read',
  'pulls/get': 'read',
  'pulls/create': 'write',
  'pulls/update': 'write',
  'issues/add-labels': 'write',
}

/** The refusal, or undefined when the actor may. */
export function refuseActor(actor: Actor, request: GitHubRequest): GitHubAnswer | undefined {
  const isGraphQL = request.path === '/graphql'
  const operation = operationOf(request) ?? ''
  const need = isGraphQL ? 'read' : (needs[operation] ?? 'none')
  if (!isEnough(actor.pullRequests, need)) return isGraphQL ? forbiddenField : forbidden(actor, need)
  const isLockedOut = actor.kind === 'actions' && actor.mayOpen === false
  return operation === 'pulls/create' && isLockedOut ? notPermitted : undefined
}

function isEnough(has: Actor['pullRequests'], need: Actor['pullRequests']): boolean {
  const order = ['none', 'read', 'write']
  return order.indexOf(has) >= order.indexOf(need)
}

/** As reported in github/docs#36525: status 403, whatever `permissions` says. */
const notPermitted = refusal('GitHub Actions is not permitted to create or approve pull requests.', {})

function forbidden({ kind }: Actor, need: string): GitHubAnswer {
  const who = kind === 'user' ? 'personal access token' : 'integration'
  return refusal(`Resource not accessible by ${who}`, {
    'x-accepted-github-permissions': `pull_requests=${need}`,
  })
}

function refusal(message: string, headers: Readonly<Record<string, string>>): GitHubAnswer {
  const body = { message, documentation_url: 'https://docs.github.com/rest/pulls/pulls', status: '403' }
  return { status: 403, headers, body }
}

/** GraphQL answers 200 and leaves the field out. */
const forbiddenField: GitHubAnswer = {
  status: 200,
  body: {
    data: { repository: null },
    errors: [{ type: 'FORBIDDEN', path: ['repository'], message: 'Resource not accessible by integration' }],
  },
}
