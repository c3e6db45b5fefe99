/**
 * The stand-in for GitHub with stricter checks: every request and every answer is held against GitHub's own
 * descriptions, tokens have permissions, and faults happen on demand. One a test file, a repository a test.
 */
import { serveGitHub } from '../../src/standins/github/github.ts'
import type {
  GitHubAnswer,
  GitHubHandler,
  GitHubRequest,
  GitHubStandIn,
} from '../../src/standins/github/github.ts'
import { refuseActor } from './github-actors.ts'
import type { Actor } from './github-actors.ts'
import { checkGraphQL } from './github-graphql.ts'
import { checkAnswer, checkRequest } from './github-openapi.ts'

export type { Actor } from './github-actors.ts'

/** Something that goes wrong. A connection is dropped where no answer is given. */
export interface Fault {
  readonly match: (request: GitHubRequest) => boolean
  /** Which of the requests that match, from 1; every one when absent. */
  readonly nth?: number
  /** Before GitHub has done what it was asked to, or after. */
  readonly when: 'before' | 'after'
  readonly answer?: GitHubAnswer
}

export interface GitHubDouble extends GitHubStandIn {
  /** What GitHub would not have understood, or would not have answered. */
  readonly violations: readonly string[]
  /** Throws an error with the violations since the last call. Every test ends with it. */
  failOnViolations(): void
  /** A token of this actor; without one, of somebody who may do everything. */
  token(actor?: Actor): string
  addFault(fault: Fault): void
}

/** Starts the double. Tokens other than those it hands out are refused. */
export async function startGitHubDouble(): Promise<GitHubDouble> {
  const violations: string[] = []
  const faults: CountedFault[] = []
  const actors = new Map<string, Actor>()
  const tokens: string[] = []
  const wrap = (answer: GitHubHandler) =>
    withFaults(faults, withChecks(violations, withActors(actors, answer)))
  const standIn = await serveGitHub({ tokens, wrap })
  return {
    ...standIn,
    violations,
    failOnViolations: () => {
      const found = violations.splice(0)
      if (found.length > 0) throw new Error(found.join('\n'))
    },
    token: (actor) => {
      const token = `ghs_${String(tokens.length).padStart(4, '0')}thisIsSecret`
      tokens.push(token)
      if (actor) actors.set(token, actor)
      return token
    },
    addFault: (fault) => faults.push({ ...fault, seen: 0 }),
  }
}

type CountedFault = Fault & { seen: number }

function withFaults(faults: readonly CountedFault[], answer: GitHubHandler): GitHubHandler {
  return async (request) => {
    const struck = faults.filter((fault) => fault.match(request)).filter((fault) => isTurnOf(fault))
    const [fault] = struck
    if (fault?.when === 'before') return fault.answer
    const regular = await answer(request)
    return fault ? fault.answer : regular
  }
}

function isTurnOf(fault: CountedFault): boolean {
  fault.seen += 1
  return fault.nth === undefined || fault.nth === fault.seen
}

function withChecks(violations: string[], answer: GitHubHandler): GitHubHandler {
  return async (request) => {
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

function withActors(actors: ReadonlyMap<string, Actor>, answer: GitHubHandler): GitHubHandler {
  return async (request) => {
    const [, token = ''] = (request.headers.authorization ?? '').split(' ')
    const actor = actors.get(token)
    return (actor && refuseActor(actor, request)) ?? answer(request)
  }
}
