/** The GraphQL API: documents are executed, whatever they ask of what is modelled. */
import type { Account } from './account.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer, GitHubRequest } from './exchange.ts'
import { viewerSource } from './graphql-actor.ts'
import { executeGraphQL, Refusal } from './graphql-execute.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import { mutationSource } from './graphql-mutations.ts'
import { pullSource } from './graphql-pull.ts'
import { parseGraphQL } from './graphql-reader.ts'
import type { GraphQLDocument } from './graphql-reader.ts'
import { repositorySource } from './graphql-repository.ts'
import { isVisible } from './rest.ts'
import type { Store } from './store.ts'
import { numbersOf } from './user-document.ts'

/** GraphQL says no with status 200. */
export function answerGraphQL(store: Store, request: GitHubRequest, account: Account): GitHubAnswer {
  const text = textOf(request.body, 'query') ?? ''
  const variables = fieldsOf(fieldsOf(request.body)['variables'])
  const isReached: Parameters<typeof mutationSource>[0]['isReached'] = (repository) =>
    isVisible(repository, account)
  const mutation = mutationSource({ store, request, account, isReached })
  const query = querySource(store, request, account)
  const document = readDocument(text)
  if (typeof document === 'string') return { status: 200, body: { errors: [{ message: document }] } }
  const { data, errors } = executeGraphQL({ document, variables, roots: { query, mutation } })
  return { status: 200, body: errors.length === 0 ? { data } : { data, errors } }
}

function readDocument(text: string): GraphQLDocument | string {
  try {
    return parseGraphQL(text)
  } catch (thrown) {
    return String(thrown)
  }
}

function querySource(store: Store, request: GitHubRequest, account: Account): Source {
  return {
    typename: 'Query',
    viewer: viewerSource(account),
    repository: ({ owner, name }: Arguments) => {
      const wanted = `${String(owner)}/${String(name)}`
      const repository = store.find(wanted)
      if (repository && isVisible(repository, account)) {
        return repositorySource({ store, repository, request, account })
      }
      throw new Refusal('NOT_FOUND', `Could not resolve to a Repository with the name '${wanted}'.`)
    },
    node: ({ id }: Arguments) => nodeOf(store, request, { account, id: String(id) }),
    rateLimit: {
      typename: 'RateLimit',
      limit: 5000,
      cost: 1,
      remaining: 4999,
      used: 1,
      resetAt: '2030-01-01T00:00:00Z',
    },
  }
}

/** Pull requests and repositories by their opaque names. */
function nodeOf(
  store: Store,
  request: GitHubRequest,
  { account, id }: { readonly account: Account; readonly id: string },
): Source {
  const [repositoryId, number] = id.startsWith('PR_') ? numbersOf(id, 'PR') : numbersOf(id, 'R')
  const repository = store.repositories().find((candidate) => candidate.id === repositoryId)
  if (repository && isVisible(repository, account)) {
    const call = { store, repository, request, account }
    if (number === undefined) return repositorySource(call)
    const pull = store.pulls(repository).find((candidate) => candidate.number === number)
    if (pull) return pullSource(call, pull)
  }
  throw new Refusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
}
