/** GitHub for the demo and the tests: a server on loopback whose branches are those of bare repositories on disk. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { defaultAccount } from './account.ts'
import type { Account } from './account.ts'
import { advance, runQueue } from './auto-merge.ts'
import { isGitPath, readRequest, sendAnswer } from './exchange.ts'
import type { GitHubAnswer, GitHubHandler, GitHubRequest } from './exchange.ts'
import { answerGit, gitLogin, noRepository } from './git-http.ts'
import { answerGraphQL } from './graphql.ts'
import { writePushHook } from './push-hook.ts'
import type { CheckConclusion } from './commit-record.ts'
import type { BranchRules, RepositoryRecord, RepositorySettings } from './record.ts'
import type { KnownRepository, StandInPull, StandInRelease, StandInRepository } from './record.ts'
import { badCredentials, notJson } from './refusals.ts'
import { answerRest, isVisible } from './rest.ts'
import { createStore } from './store.ts'
import type { Store } from './store.ts'

export type { Account } from './account.ts'
export type { GitHubAnswer, GitHubHandler, GitHubRequest } from './exchange.ts'
export type { BranchRules, RepositoryRecord, RepositorySettings, StandInEvent } from './record.ts'
export type { StandInPull, StandInRelease, StandInRepository } from './record.ts'
export type { CheckConclusion } from './commit-record.ts'

export interface GitHubStandInOptions {
  /** A free one when absent. */
  readonly port?: number
  /** Who stands behind a token; undefined refuses it. When absent any token is the same App's. */
  readonly accountOf?: (token: string) => Account | undefined
  readonly now?: () => Date
  /** Puts something between the wire and the answers, as the tests do to check both. */
  readonly wrap?: (answer: GitHubHandler) => GitHubHandler
}

/** What may be said of a repository; what is absent stays as it was. */
export interface RepositoryChanges {
  readonly settings?: Partial<RepositorySettings>
  readonly rules?: readonly BranchRules[]
  readonly releases?: readonly StandInRelease[]
}

export interface ReportedCheck {
  readonly commit: string
  readonly name: string
  /** Absent while it runs. */
  readonly conclusion?: CheckConclusion
}

export interface GitHubStandIn {
  /** What GITHUB_SERVER_URL would be; repositories are served to git at `<url>/owner/name.git`. */
  readonly url: string
  /** The REST API; the same is served at `/api/v3`, as on GitHub Enterprise Server. */
  readonly apiUrl: string
  /** The GraphQL API; also at `/api/graphql`. */
  readonly graphqlUrl: string
  /** Every request so far, in the order they came. */
  readonly requests: readonly GitHubRequest[]
  /** Requests from a repository of another owner and the same name are those from a fork. */
  addRepository(repository: StandInRepository): void
  configure(repository: string, changes: RepositoryChanges): void
  /** The pull requests into `owner/name`, by number, after GitHub has noticed what happened to their branches. */
  pulls(repository: string): readonly StandInPull[]
  /** All that is kept beside Git: comments, statuses, events and the rest. */
  record(repository: string): RepositoryRecord
  /** A workflow's check of a commit begins, or ends so. */
  reportCheck(repository: string, check: ReportedCheck): void
  /** Calls the hook once, just before the next reference of the repository moves through the API. */
  beforeRefMoves(repository: string, hook: (ref: string) => void): void
  /** Answers in place of the wire, as that account. */
  ask(account: Account, request: GitHubRequest): GitHubAnswer
  /** Merges all that is in the merge queue. */
  runMergeQueue(repository: string): void
  close(): Promise<void>
}

/** Starts the server on 127.0.0.1. */
export async function serveGitHub(options: GitHubStandInOptions = {}): Promise<GitHubStandIn> {
  const store = createStore(options.now ?? (() => new Date()))
  const requests: GitHubRequest[] = []
  const handler: GitHubHandler = (request) => answer(store, request, options)
  const server = listenWith(options.wrap?.(handler) ?? handler, requests)
  // An idle connection stays: while git works nothing else runs, and a timer that is due would cut it under a request.
  server.keepAliveTimeout = 0
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
    ...handsOn(store),
    close: () => stop(server),
  }
}

function handsOn(store: Store) {
  const known = (name: string): KnownRepository => {
    const repository = store.find(name)
    if (repository === undefined) throw new Error(`${name} is not served`)
    return repository
  }
  return {
    addRepository: (repository: StandInRepository) => store.add(repository),
    configure: (name: string, { settings, rules, releases }: RepositoryChanges) => {
      const repository = known(name)
      const { record } = repository
      record.settings = { ...record.settings, ...settings }
      record.rules = rules ?? record.rules
      record.releases = releases ?? record.releases
      if (rules) writePushHook(repository)
    },
    pulls: (name: string) => store.pulls(known(name)),
    record: (name: string) => known(name).record,
    reportCheck: (name: string, { commit, name: check, conclusion }: ReportedCheck) => {
      const { record } = known(name)
      const now = store.now()
      const over = { conclusion, completedAt: conclusion && now }
      const reported = { id: store.nextId(), commit, name: check, startedAt: now, ...over }
      record.checks = [...record.checks, reported]
    },
    beforeRefMoves: (name: string, hook: (ref: string) => void) => {
      const { record } = known(name)
      record.beforeMove = [...record.beforeMove, hook]
    },
    ask: (account: Account, request: GitHubRequest) => answerApi(store, request, account),
    runMergeQueue: (name: string) => runQueue(store, known(name)),
  }
}

async function answer(
  store: Store,
  request: GitHubRequest,
  { accountOf }: GitHubStandInOptions,
): Promise<GitHubAnswer> {
  const isGit = isGitPath(request.path)
  const account = request.token === '' ? undefined : accountOf ? accountOf(request.token) : defaultAccount
  if (account === undefined) return isGit ? gitLogin : badCredentials
  if (!isGit) return answerApi(store, request, account)
  const [, owner = '', name = ''] = request.path.split('/')
  const repository = store.find(`${owner}/${name.replace(/\.git$/, '')}`)
  if (repository === undefined || !isVisible(repository, account)) return noRepository
  const reply = await answerGit(repository, request, account)
  advanceAll(store)
  return reply
}

function answerApi(store: Store, request: GitHubRequest, account: Account): GitHubAnswer {
  if (request.body === 'not JSON') return notJson
  const isGraphQL = request.path === '/graphql'
  const reply = isGraphQL ? answerGraphQL(store, request, account) : answerRest(store, request, account)
  if (request.method !== 'GET') advanceAll(store)
  return reply
}

/** What was armed and waited for just this is merged. */
function advanceAll(store: Store): void {
  for (const repository of store.repositories()) {
    const isArmed = repository.record.pulls.some(({ autoMerge }) => autoMerge !== undefined)
    if (isArmed) advance(store, repository)
  }
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
