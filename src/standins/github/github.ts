/** GitHub for the demo and the tests: a server on loopback whose branches are those of bare repositories on disk. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { readRequest, sendAnswer } from './exchange.ts'
import type { GitHubAnswer, GitHubHandler, GitHubRequest } from './exchange.ts'
import { answerGraphQL } from './graphql.ts'
import { badCredentials, notJson } from './refusals.ts'
import { answerRest } from './rest.ts'
import { createStore } from './store.ts'
import type { StandInPull, StandInRepository, Store } from './store.ts'

export type { GitHubAnswer, GitHubHandler, GitHubRequest } from './exchange.ts'
export type { StandInPull, StandInRepository } from './store.ts'

export interface GitHubStandInOptions {
  /** A free one when absent. */
  readonly port?: number
  /** The tokens that are taken; any when absent. */
  readonly tokens?: readonly string[]
  readonly now?: () => Date
  /** Puts something between the wire and the answers, as the tests do to check both. */
  readonly wrap?: (answer: GitHubHandler) => GitHubHandler
}

export interface GitHubStandIn {
  /** What GITHUB_SERVER_URL would be. */
  readonly url: string
  /** The REST API; the same is served at `/api/v3`, as on GitHub Enterprise Server. */
  readonly apiUrl: string
  /** The GraphQL API; also at `/api/graphql`. */
  readonly graphqlUrl: string
  /** Every request so far, in the order they came. */
  readonly requests: readonly GitHubRequest[]
  /** Requests from a repository of another owner and the same name are those from a fork. */
  addRepository(repository: StandInRepository): void
  /** The pull requests into `owner/name`, by number, after GitHub has noticed what happened to their branches. */
  pulls(repository: string): readonly StandInPull[]
  close(): Promise<void>
}

/** Starts the server on 127.0.0.1. It answers the REST operations on pull requests and the query `findPullRequests`. */
export async function serveGitHub(options: GitHubStandInOptions = {}): Promise<GitHubStandIn> {
  const store = createStore(options.now ?? (() => new Date()))
  const requests: GitHubRequest[] = []
  const handler: GitHubHandler = async (request) => answer(store, request, options.tokens)
  const server = listenWith(options.wrap?.(handler) ?? handler, requests)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`
  return {
    url,
    apiUrl: url,
    graphqlUrl: `${url}/graphql`,
    requests,
    addRepository: (repository) => store.add(repository),
    pulls: (repository) => store.pulls(repository),
    close: () => stop(server),
  }
}

function answer(store: Store, request: GitHubRequest, tokens: readonly string[] | undefined): GitHubAnswer {
  const token = /^(?:token|bearer) +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (token === undefined || (tokens && !tokens.includes(token))) return badCredentials
  if (request.body === 'not JSON') return notJson
  return request.path === '/graphql' ? answerGraphQL(store, request) : answerRest(store, request)
}

function listenWith(handler: GitHubHandler, requests: GitHubRequest[]): Server {
  return createServer((incoming, outgoing) => {
    readRequest(incoming)
      .then((request) => {
        requests.push(request)
        return handler(request)
      })
      .then((reply) => sendAnswer(outgoing, reply))
      .catch((thrown: unknown) => sendAnswer(outgoing, { status: 500, body: { message: String(thrown) } }))
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
