/** Apps at GitHub's double: a token that an App signs itself, and those it gets for an installation. */
import { createVerify, type KeyObject } from 'node:crypto'
import type { GitHubAnswer, GitHubHandler, GitHubRequest } from '../../src/standins/github/github.ts'
import { badCredentials, notFound, refusal } from '../../src/standins/github/refusals.ts'
import { userDocument } from '../../src/standins/github/user-document.ts'
import type { Actor, Permissions } from './github-actors.ts'

export interface DoubleApp {
  /** As `iss` of its tokens has it. */
  readonly id: string
  readonly publicKey: KeyObject
  /** What it was granted where it is installed. */
  readonly permissions: Partial<Permissions>
  /** Where it is installed: `owner/name` each. */
  readonly repositories: readonly string[]
}

export interface AppsOptions {
  readonly apps: readonly DoubleApp[]
  readonly now: () => Date
  /** Makes a token for that actor. */
  readonly token: (actor: Actor) => string
}

/** Answers the two questions that only an App may ask; all others are none of ours. */
export function withApps({ apps, now, token }: AppsOptions, answer: GitHubHandler): GitHubHandler {
  return async (request) => {
    const [, repository] = /^\/repos\/([^/]+\/[^/]+)\/installation$/.exec(request.path) ?? []
    const [, number] = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(request.path) ?? []
    if (repository === undefined && number === undefined) return answer(request)
    const app = apps.find((each) => isFrom(each, request.token, now()))
    if (app === undefined) return badCredentials
    if (repository !== undefined)
      return app.repositories.includes(repository) ? showInstallation(app, repository, request) : notFound
    return Number(number) === installationOf(app) ? makeToken(app, request, { now, token }) : notFound
  }
}

/** docs.github.com, "Generating a JSON Web Token (JWT) for a GitHub App": RS256, at most ten minutes, `iat` not in the future. */
function isFrom({ id, publicKey }: DoubleApp, jwt: string, now: Date): boolean {
  const [head = '', body = '', signature = ''] = jwt.split('.')
  if (readPart(head)['alg'] !== 'RS256') return false
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${body}`)
    .verify(publicKey, signature, 'base64url')
  const { iss, iat, exp } = readPart(body)
  const second = now.getTime() / 1000
  return isSigned && iss === id && iat <= second && exp > second && exp <= second + 600
}

function readPart(part: string) {
  try {
    return Object(JSON.parse(Buffer.from(part, 'base64url').toString()))
  } catch {
    return {}
  }
}

function installationOf({ id }: DoubleApp): number {
  return 1000 + id.length
}

/** OpenAPI: `installation`. */
function showInstallation(app: DoubleApp, repository: string, request: GitHubRequest): GitHubAnswer {
  const number = installationOf(app)
  const url = `${request.apiUrl}/app/installations/${number}`
  const at = '2026-01-01T00:00:00Z'
  const body = {
    id: number,
    account: userDocument(repository.split('/')[0] ?? '', request),
    repository_selection: 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${request.apiUrl}/installation/repositories`,
    html_url: `${request.serverUrl}/settings/installations/${number}`,
    app_id: 7,
    app_slug: 'relay',
    target_id: 1,
    target_type: 'Organization',
    permissions: app.permissions,
    events: [],
    created_at: at,
    updated_at: at,
    single_file_name: null,
    suspended_by: null,
    suspended_at: null,
  }
  return { status: 200, body }
}

/** What is asked for narrows the token; what was not granted is refused. */
function makeToken(
  app: DoubleApp,
  { body }: GitHubRequest,
  { now, token }: Pick<AppsOptions, 'now' | 'token'>,
): GitHubAnswer {
  const wish: { readonly repositories?: readonly string[]; readonly permissions?: Partial<Permissions> } =
    Object(body)
  const { permissions = app.permissions, repositories: names } = wish
  const reached = app.repositories.filter((each) => names?.includes(each.split('/')[1] ?? '') ?? true)
  const isGranted = Object.entries(permissions).every(([name, level]) =>
    Object.entries(app.permissions).some(([own, most]) => own === name && [level, 'write'].includes(most)),
  )
  if (!isGranted) return refusal(422, 'The permissions requested are not granted to this installation.')
  if (reached.length !== (names ?? app.repositories).length)
    return refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    )
  const value = token({
    kind: 'app',
    login: 'relay',
    permissions: { ...nothing, ...permissions },
    repositories: reached,
  })
  const expires_at = new Date(now().getTime() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
  return { status: 201, body: { token: value, expires_at, permissions, repository_selection: 'selected' } }
}

const nothing: Permissions = {
  actions: 'none',
  administration: 'none',
  checks: 'none',
  contents: 'none',
  issues: 'none',
  members: 'none',
  pull_requests: 'none',
  statuses: 'none',
}
