/** The connection: Octokit set up for one repository, and one way to ask that turns failures into problems. */
import { Octokit } from '@octokit/rest'
import { problemError } from '../../model/problem.ts'
import { explainFailure } from './failure.ts'
import type { Wish } from './failure.ts'
import { createPacedOctokit, type Pacing } from './pacing.ts'

export interface GitHubOptions {
  /** `owner/name`, as in GITHUB_REPOSITORY. */
  readonly repository: string
  readonly token: string
  /** As in GITHUB_API_URL: `https://api.github.com`, `https://ghe.example.com/api/v3`. */
  readonly apiUrl: string
  /** As in GITHUB_GRAPHQL_URL. It does not follow from the other: Enterprise Server has it at `/api/graphql`. */
  readonly graphqlUrl: string
  /** How requests are sent; the global `fetch` when absent, which knows no proxy. */
  readonly fetch?: typeof fetch
  readonly userAgent: string
  /** Asks as slowly as GitHub wants it, waits where it limits the rate, and tries again what failed. At once, and once, when absent. */
  readonly pacing?: Pacing
}

export interface GitHubClient {
  readonly octokit: Octokit
  readonly repository: { readonly owner: string; readonly repo: string }
  readonly graphqlUrl: string
  /** Never to be shown. */
  readonly token: string
}

/** The version whose answers this room reads. A newer one has other answers; Octokit itself names none. */
const apiVersion = '2022-11-28'

/** Sets the connection up; throws `arguments-invalid` for a repository that is not `owner/name`. */
export function createClient(options: GitHubOptions): GitHubClient {
  const [owner = '', repo = '', ...rest] = options.repository.split('/')
  if (owner === '' || repo === '' || rest.length > 0) {
    throw problemError(
      'arguments-invalid',
      `The repository "${options.repository}" is not written owner/name.`,
    )
  }
  const { pacing } = options
  const setting = {
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/+$/, ''),
    userAgent: options.userAgent,
    log: createQuietLog(),
    request: { log: createQuietLog(), ...(options.fetch && { fetch: options.fetch }) },
  }
  const octokit = pacing === undefined ? new Octokit(setting) : createPacedOctokit(setting, pacing)
  octokit.hook.before('request', ({ headers }) => {
    headers['x-github-api-version'] = apiVersion
  })
  return { octokit, repository: { owner, repo }, graphqlUrl: options.graphqlUrl, token: options.token }
}

/** Sends; what Octokit throws is thrown again as a ProblemError. */
export async function ask<T>(client: GitHubClient, wish: Wish, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (thrown) {
    throw explainFailure(thrown, { ...wish, token: client.token })
  }
}

/** Octokit prints every failed request to the console; here the problem says it, once. */
function createQuietLog() {
  const quiet = () => undefined
  return { debug: quiet, info: quiet, warn: quiet, error: quiet }
}
