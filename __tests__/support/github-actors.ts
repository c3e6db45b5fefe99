/** Who stands behind a token, and what GitHub answers when that one may not do what is asked. */
import { actionsAccount, defaultAccount, idOf } from '../../src/standins/github/account.ts'
import type { Account, GitHubAnswer, GitHubRequest } from '../../src/standins/github/github.ts'
import { nameOperation, readRoot } from './github-operations.ts'

export type Level = 'none' | 'read' | 'write'

/** As in a workflow's `permissions`, or in an App's settings. */
export interface Permissions {
  readonly actions: Level
  readonly administration: Level
  readonly checks: Level
  readonly contents: Level
  readonly issues: Level
  readonly members: Level
  readonly pull_requests: Level
  readonly statuses: Level
}

export interface Actor {
  /** `actions` is the GITHUB_TOKEN of a workflow. */
  readonly kind: 'actions' | 'app' | 'user'
  /** Of an App its slug, `image-bump` when absent; of a user the login, `alice` when absent. */
  readonly login?: string
  /** Short for the permission of that name. */
  readonly pullRequests?: Level
  /** What is absent is granted, but for administration, and for members with a GITHUB_TOKEN. */
  readonly permissions?: Partial<Permissions>
  /** The setting "Allow GitHub Actions to create and approve pull requests"; on when absent. */
  readonly mayOpen?: boolean
  /** The repositories that the token reaches, all when absent; a GITHUB_TOKEN reaches one. */
  readonly repositories?: readonly string[]
}

/** Operations that need a permission: any one of those named (GitHub documentation, "Permissions required for GitHub Apps"). */
const needs: Readonly<Record<string, readonly string[]>> = {
  'pulls/list': ['pull_requests=read'],
  'pulls/get': ['pull_requests=read', 'contents=read'],
  'pulls/list-commits': ['pull_requests=read'],
  'pulls/list-files': ['pull_requests=read'],
  'pulls/list-reviews': ['pull_requests=read'],
  'pulls/create': ['pull_requests=write'],
  'pulls/update': ['pull_requests=write'],
  'pulls/request-reviewers': ['pull_requests=write'],
  'pulls/remove-requested-reviewers': ['pull_requests=write'],
  'pulls/create-review': ['pull_requests=write'],
  'pulls/update-branch': ['pull_requests=write'],
  'pulls/merge': ['contents=write'],
  'issues/get': ['issues=read', 'pull_requests=read'],
  'issues/update': ['issues=write', 'pull_requests=write'],
  'issues/add-labels': ['issues=write', 'pull_requests=write'],
  'issues/set-labels': ['issues=write', 'pull_requests=write'],
  'issues/remove-label': ['issues=write', 'pull_requests=write'],
  'issues/create-label': ['issues=write', 'pull_requests=write'],
  'issues/add-assignees': ['issues=write', 'pull_requests=write'],
  'issues/list-milestones': ['issues=read', 'pull_requests=read'],
  'issues/list-comments': ['issues=read', 'pull_requests=read'],
  'issues/create-comment': ['issues=write', 'pull_requests=write'],
  'issues/update-comment': ['issues=write', 'pull_requests=write'],
  'issues/delete-comment': ['issues=write', 'pull_requests=write'],
  'git/get-ref': ['contents=read'],
  'git/list-matching-refs': ['contents=read'],
  'git/get-blob': ['contents=read'],
  'git/get-tree': ['contents=read'],
  'git/get-commit': ['contents=read'],
  'git/create-blob': ['contents=write'],
  'git/create-tree': ['contents=write'],
  'git/create-commit': ['contents=write'],
  'git/create-ref': ['contents=write'],
  'git/update-ref': ['contents=write'],
  'git/delete-ref': ['contents=write'],
  'git/upload-pack': ['contents=read'],
  'git/receive-pack': ['contents=write'],
  'repos/get-branch': ['contents=read'],
  'repos/list-branches': ['contents=read'],
  'repos/get-commit': ['contents=read'],
  'repos/list-commits': ['contents=read'],
  'repos/compare-commits-with-basehead': ['contents=read'],
  'repos/list-releases': ['contents=read'],
  'repos/get-latest-release': ['contents=read'],
  'repos/get-release-by-tag': ['contents=read'],
  'checks/list-for-ref': ['checks=read'],
  'repos/create-commit-status': ['statuses=write'],
  'repos/list-commit-statuses-for-ref': ['statuses=read'],
  'repos/get-combined-status-for-ref': ['statuses=read'],
  'repos/get-branch-protection': ['administration=read'],
  'repos/create-dispatch-event': ['contents=write'],
  'actions/create-workflow-dispatch': ['actions=write'],
  'actions/get-workflow': ['actions=read'],
  'actions/list-workflow-runs': ['actions=read'],
  'actions/get-github-actions-default-workflow-permissions-repository': ['administration=read'],
  'mutation enablePullRequestAutoMerge': ['pull_requests=write'],
  'mutation disablePullRequestAutoMerge': ['pull_requests=write'],
  'mutation enqueuePullRequest': ['pull_requests=write'],
  'mutation dequeuePullRequest': ['pull_requests=write'],
  'mutation markPullRequestReadyForReview': ['pull_requests=write'],
  'mutation convertPullRequestToDraft': ['pull_requests=write'],
  'mutation updatePullRequestBranch': ['pull_requests=write'],
  'mutation updateRefs': ['contents=write'],
  'mutation createCommitOnBranch': ['contents=write'],
}

/** The account that GitHub shows for an actor; without one, that of an App that may do everything. */
export function accountOf(actor: Actor | undefined): Account {
  if (actor === undefined) return defaultAccount
  const { kind, login, repositories } = actor
  const readsMembers = levelOf(actor, 'members') !== 'none'
  const readsStatuses = levelOf(actor, 'statuses') !== 'none'
  const readsChecks = levelOf(actor, 'checks') !== 'none'
  const reach = { ...(repositories && { repositories }), readsMembers, readsStatuses, readsChecks }
  switch (kind) {
    case 'actions':
      return { ...actionsAccount, ...reach }
    case 'app': {
      const name = `${login ?? 'image-bump'}[bot]`
      return {
        kind,
        login: name,
        id: name === defaultAccount.login ? defaultAccount.id : idOf(name),
        ...reach,
      }
    }
    case 'user':
      return { kind, login: login ?? 'alice', id: idOf(login ?? 'alice'), ...reach }
  }
}

/** The refusal, or undefined when the actor may. */
export function refuseActor(actor: Actor, request: GitHubRequest): GitHubAnswer | undefined {
  const operation = nameOperation(request)
  const needed = operation.startsWith('query ') ? needsOfQuery(request) : (needs[operation] ?? [])
  const isAllowed = needed.length === 0 || needed.some((need) => isEnough(actor, need))
  if (!isAllowed) return forbidden(actor, request, needed)
  if (actor.kind !== 'actions' || actor.mayOpen !== false) return undefined
  if (operation === 'pulls/create') return notPermitted
  const isApproval = { ...Object(request.body) }.event === 'APPROVE'
  return operation === 'pulls/create-review' && isApproval ? noApproval : undefined
}

/** A query is refused as a whole; the schema has no field that both permissions would be asked for. */
function needsOfQuery({ body }: GitHubRequest): readonly string[] {
  const text = String({ ...Object(body) }.query)
  if (/\bpullRequests?\b/.test(text)) return ['pull_requests=read']
  return /\b(?:object|refs?|history|releases?)\b/.test(text) ? ['contents=read'] : []
}

function isEnough(actor: Actor, need: string): boolean {
  const [permission = '', level = ''] = need.split('=')
  const order = ['none', 'read', 'write']
  return order.indexOf(levelOf(actor, permission)) >= order.indexOf(level)
}

function levelOf({ kind, pullRequests, permissions }: Actor, permission: string): Level {
  const known: Readonly<Record<string, Level | undefined>> = {
    administration: 'none',
    members: kind === 'actions' ? 'none' : 'read',
    ...(pullRequests && { pull_requests: pullRequests }),
    ...permissions,
  }
  return known[permission] ?? 'write'
}

/** As reported in github/docs#36525: status 403, whatever `permissions` says. */
const notPermitted = refusal('GitHub Actions is not permitted to create or approve pull requests.', {})

/** As reported in github/docs#31550. */
const noApproval: GitHubAnswer = {
  status: 422,
  body: {
    message: 'Unprocessable Entity',
    errors: ['GitHub Actions is not permitted to approve pull requests.'],
    documentation_url: 'https://docs.github.com/rest/pulls/reviews',
  },
}

/** Git's clients print the text behind `remote:`, as in ad-m/github-push-action#96. */
function noPush(actor: Actor, { path }: GitHubRequest): GitHubAnswer {
  const [, owner = '', name = ''] = path.split('/')
  const body = `Permission to ${owner}/${name} denied to ${accountOf(actor).login}.`
  return { status: 403, headers: { 'content-type': 'text/plain' }, body }
}

function forbidden(actor: Actor, request: GitHubRequest, needed: readonly string[]): GitHubAnswer {
  const who = actor.kind === 'user' ? 'personal access token' : 'integration'
  const message = `Resource not accessible by ${who}`
  if (request.path.includes('/git-') || request.path.endsWith('/info/refs')) return noPush(actor, request)
  if (request.path !== '/graphql') {
    return refusal(message, { 'x-accepted-github-permissions': needed.join('; ') })
  }
  const fields = readRoot(request)?.fields ?? []
  const errors = fields.map((field) => ({ type: 'FORBIDDEN', path: [field], message }))
  return { status: 200, body: { data: Object.fromEntries(fields.map((field) => [field, null])), errors } }
}

function refusal(message: string, headers: Readonly<Record<string, string>>): GitHubAnswer {
  const body = { message, documentation_url: 'https://docs.github.com/rest/pulls/pulls', status: '403' }
  return { status: 403, headers, body }
}
