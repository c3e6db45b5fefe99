/**
 * The stand-in for GitHub with stricter checks: every request and every answer is held against GitHub's own
 * descriptions, tokens have permissions, and faults happen on demand. One a test file, a repository a test.
 */
import { isGitPath } from '../../src/standins/github/exchange.ts'
import { serveGitHub } from '../../src/standins/github/github.ts'
import type {
  GitHubAnswer,
  GitHubHandler,
  GitHubRequest,
  GitHubStandIn,
  StandInEvent,
} from '../../src/standins/github/github.ts'
import { accountOf, refuseActor } from './github-actors.ts'
import type { Actor } from './github-actors.ts'
import { type DoubleApp, withApps } from './github-apps.ts'
import { createFaults } from './github-faults.ts'
import type { Fault, Stall } from './github-faults.ts'
import { checkGraphQL } from './github-graphql.ts'
import { checkAnswer, checkRequest } from './github-openapi.ts'
import { nameOperation } from './github-operations.ts'
import { createPerson } from './github-people.ts'
import type { Person } from './github-people.ts'

export type { Actor } from './github-actors.ts'
export type { DoubleApp } from './github-apps.ts'
export { troubles } from './github-faults.ts'
export type { Fault, Stall } from './github-faults.ts'
export type { Person } from './github-people.ts'

export interface GitHubDouble extends GitHubStandIn {
  /** What GitHub would not have understood, or would not have answered. */
  readonly violations: readonly string[]
  /** Throws an error with the violations since the last call. Every test ends with it. */
  failOnViolations(): void
  /** A token of this actor; without one, of an App that may do everything. */
  token(actor?: Actor): string
  /** An App that may ask for tokens of its installation. */
  addApp(app: DoubleApp): void
  addFault(fault: Fault): void
  /** Holds the first request that matches, or the nth. */
  stall(fault: Omit<Fault, 'answer' | 'until' | 'reached'>): Stall
  /** The next REST answer about this branch's reference is a minute old: where it stands now. */
  staleRef(repository: string, branch: string): void
  /** Somebody with write access, `alice` unless told. What people do is no request: it is neither counted nor struck. */
  person(repository: string, login?: string): Person
  /** The workflow events so far: what started, what waits for approval, what started nothing. */
  events(repository: string): readonly StandInEvent[]
  /** How many requests each operation had since they were last forgotten, and in all under `total`. */
  counts(): Readonly<Record<string, number>>
  forgetRequests(): void
}

/** Starts the double. Tokens other than those it hands out are refused. */
export async function startGitHubDouble(options: { readonly now?: () => Date } = {}): Promise<GitHubDouble> {
  const violations: string[] = []
  const faults = createFaults()
  const actors = new Map<string, Actor | undefined>()
  const directories = new Map<string, string>()
  const apps: DoubleApp[] = []
  let forgotten = 0
  const token = (actor?: Actor) => {
    const value = `ghs_${String(actors.size).padStart(4, '0')}thisIsSecret`
    actors.set(value, actor)
    return value
  }
  const now = options.now ?? (() => new Date())
  const standIn = await serveGitHub({
    ...options,
    accountOf: (token) => (actors.has(token) ? accountOf(actors.get(token)) : undefined),
    wrap: (answer) =>
      faults.wrap(withChecks(violations, withApps({ apps, now, token }, withActors(actors, answer)))),
  })
  return {
    ...standIn,
    violations,
    failOnViolations: () => {
      const found = violations.splice(0)
      if (found.length > 0) throw new Error(found.join('\n'))
    },
    token,
    addApp: (app) => void apps.push(app),
    addFault: faults.add,
    stall: faults.stall,
    staleRef: (repository, branch) => faults.add(staleRefFault(standIn, repository, branch)),
    addRepository: (repository) => {
      directories.set(`${repository.owner}/${repository.name}`, repository.directory)
      standIn.addRepository(repository)
    },
    person: (repository, login = 'alice') => {
      const directory = directories.get(repository) ?? ''
      return createPerson(
        {
          repository,
          directory,
          ask: (account, request) => {
            violations.push(...(request.path === '/graphql' ? [] : checkRequest(request)))
            const answer = standIn.ask(account, request)
            violations.push(...(request.path === '/graphql' ? [] : checkAnswer(request, answer)))
            return answer
          },
        },
        login,
      )
    },
    events: (repository) => standIn.record(repository).events,
    counts: () => countOperations(standIn.requests.slice(forgotten)),
    forgetRequests: () => {
      forgotten = standIn.requests.length
    },
  }
}

function countOperations(requests: readonly GitHubRequest[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { total: requests.length }
  for (const request of requests) {
    const name = nameOperation(request)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** GitHub's REST answers may be 60 seconds old (`cache-control: private, max-age=60`) unless no-cache is asked for. */
function staleRefFault(standIn: GitHubStandIn, repository: string, branch: string): Fault {
  const ref = `heads/${branch}`
  const paths = [`/repos/${repository}/git/ref/${ref}`, `/repos/${repository}/branches/${branch}`]
  const person = createPerson(
    { repository, directory: '', ask: (account, request) => standIn.ask(account, request) },
    'alice',
  )
  const sha = person.ask('GET', `/git/ref/${encodeURIComponent(ref)}`)['object'].sha
  return {
    nth: 1,
    when: 'after',
    match: ({ method, path, headers }) =>
      method === 'GET' && paths.includes(decodeURIComponent(path)) && headers['cache-control'] !== 'no-cache',
    answer: (regular) => regular && { ...regular, body: withHead({ ...Object(regular.body) }, sha) },
  }
}

function withHead(body: Readonly<Record<string, unknown>>, sha: string): object {
  const part = 'object' in body ? 'object' : 'commit'
  return { ...body, [part]: { ...Object(body[part]), sha } }
}

function withChecks(violations: string[], answer: GitHubHandler): GitHubHandler {
  return async (request) => {
    if (isGitPath(request.path)) return answer(request)
    if (request.path === '/graphql') {
      const reply = await answer(request)
      violations.push(...(await checkGraphQL(request, reply?.status === 200 ? reply : undefined)))
      return reply
    }
    violations.push(...checkRequest(request))
    const reply = await answer(request)
    if (reply) violations.push(...checkAnswer(request, reply))
    return reply
  }
}

function withActors(actors: ReadonlyMap<string, Actor | undefined>, answer: GitHubHandler): GitHubHandler {
  return async (request): Promise<GitHubAnswer | undefined> => {
    const actor = actors.get(request.token)
    return (actor && refuseActor(actor, request)) ?? answer(request)
  }
}
