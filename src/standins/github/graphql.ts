/** The GraphQL API, as far as one query goes: it is known by its name and answered by its variables. */
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer, GitHubRequest } from './exchange.ts'
import type { KnownRepository, StandInPull, Store } from './store.ts'

/** The page size that the query asks for. */
const pageSize = 10

/** Answers `findPullRequests`: for each variable `h<number>`, a branch, the open requests under that alias. */
export function answerGraphQL(store: Store, request: GitHubRequest): GitHubAnswer {
  const query = textOf(request.body, 'query') ?? ''
  const variables = fieldsOf(fieldsOf(request.body)['variables'])
  if (request.method !== 'POST' || !/^\s*query\s+findPullRequests\b/.test(query)) {
    return failed('UNKNOWN', 'Only the query findPullRequests is answered here.')
  }
  const name = `${textOf(variables, 'owner')}/${textOf(variables, 'name')}`
  const repository = store.find(name)
  if (repository === undefined) {
    return failed('NOT_FOUND', `Could not resolve to a Repository with the name '${name}'.`)
  }
  const open = store.pulls(name).filter(({ state }) => state === 'open')
  const aliases = Object.entries(variables).filter(([key]) => /^h\d+$/.test(key))
  const connections = aliases.map(([alias, head]) => {
    const pulls = open.filter((pull) => pull.head === head)
    return [alias, connection(pulls, repository, request)] as const
  })
  return { status: 200, body: { data: { repository: Object.fromEntries(connections) } } }
}

function connection(
  pulls: readonly StandInPull[],
  repository: KnownRepository,
  { serverUrl }: GitHubRequest,
) {
  const nodes = pulls.slice(0, pageSize).map((pull) => {
    return {
      number: pull.number,
      url: `${serverUrl}/${repository.owner}/${repository.name}/pull/${pull.number}`,
      title: pull.title,
      body: pull.body,
      headRefName: pull.head,
      baseRefName: pull.base,
      isCrossRepository: pull.headRepository.id !== repository.id,
    }
  })
  return { pageInfo: { hasNextPage: pulls.length > pageSize }, nodes }
}

/** GraphQL says no with status 200. */
function failed(type: string, message: string): GitHubAnswer {
  const errors = [{ type, path: ['repository'], message }]
  return { status: 200, body: { data: { repository: null }, errors } }
}
