/** The REST operations below a repository, a table a family, and `GET /user`. */
import { isBot } from './account.ts'
import type { Account } from './account.ts'
import type { Route } from './call.ts'
import { commentRoutes } from './comments.ts'
import { commitRoutes } from './commit-routes.ts'
import { compareRoutes } from './compare.ts'
import { dispatchRoutes } from './dispatches.ts'
import type { GitHubAnswer, GitHubRequest } from './exchange.ts'
import { gitDataRoutes } from './git-data.ts'
import { refRoutes } from './git-refs.ts'
import { issueRoutes } from './issues.ts'
import { labelRoutes } from './labels.ts'
import { mergeRoutes } from './merge-pull.ts'
import { nameOf } from './record.ts'
import type { KnownRepository } from './record.ts'
import { notAccessible, notFound, notModelled } from './refusals.ts'
import { pullRoutes } from './pulls.ts'
import { releaseRoutes } from './releases.ts'
import { repositoryRoutes } from './repository-routes.ts'
import { reviewRoutes } from './reviews.ts'
import { statusRoutes } from './statuses.ts'
import { workflowRoutes } from './workflow-routes.ts'
import type { Store } from './store.ts'
import { privateUserDocument } from './user-document.ts'

const routes: readonly (Route & { readonly pattern?: RegExp })[] = [
  ...repositoryRoutes,
  ...gitDataRoutes,
  ...refRoutes,
  ...commitRoutes,
  ...statusRoutes,
  ...compareRoutes,
  ...pullRoutes,
  ...mergeRoutes,
  ...reviewRoutes,
  ...commentRoutes,
  ...labelRoutes,
  ...issueRoutes,
  ...releaseRoutes,
  ...dispatchRoutes,
  ...workflowRoutes,
]

const table = routes.map(([method, template, answer]) => ({ method, pattern: patternOf(template), answer }))

/** Answers 404 for a repository that is not served or not seen, 501 for what is not modelled. */
export function answerRest(store: Store, request: GitHubRequest, account: Account): GitHubAnswer {
  if (request.path === '/user') return showUser(request, account)
  const [, name, rest = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(request.path) ?? []
  if (name === undefined) return notModelled
  const repository = store.find(decodeURIComponent(name))
  if (repository === undefined || !isVisible(repository, account)) return notFound
  if (request.method !== 'GET' && !isReached(repository, account)) return notAccessible
  for (const { method, pattern, answer } of table) {
    const match = method === request.method ? pattern.exec(rest) : null
    if (match === null) continue
    const values = match.slice(1).map((value) => decodeURIComponent(value))
    return answer({ store, repository, request, account, values })
  }
  return notModelled
}

/** Public, or among those that the token reaches. */
export function isVisible(repository: KnownRepository, account: Account): boolean {
  return !repository.record.settings.isPrivate || isReached(repository, account)
}

function isReached(repository: KnownRepository, { repositories }: Account): boolean {
  const name = nameOf(repository).toLowerCase()
  return repositories === undefined || repositories.some((reached) => reached.toLowerCase() === name)
}

/** GitHub documentation, "Get the authenticated user": installations are none. */
function showUser(request: GitHubRequest, account: Account): GitHubAnswer {
  return isBot(account) ? notAccessible : { status: 200, body: privateUserDocument(account, request) }
}

function patternOf(template: string): RegExp {
  const source = template
    .replaceAll(/[.]/g, String.raw`\$&`)
    .replaceAll('{n}', String.raw`(\d+)`)
    .replaceAll('{+}', '(.+)')
    .replaceAll('{}', '([^/]+)')
  return new RegExp(`^${source}$`)
}
