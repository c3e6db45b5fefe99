/** What a registry wants to see before it answers, read from its 401. */
import type { ProblemError } from '../../model/problem.ts'
import { parseChallenges, type Challenge } from './challenge.ts'
import { registryProblem } from './errors.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { mayLead } from './hosts.ts'
import type { Strangers } from './strangers.ts'

export type Demand =
  | {
      readonly kind: 'bearer'
      readonly realm: URL
      readonly service: string | undefined
      readonly scopes: readonly string[]
    }
  | { readonly kind: 'basic' }
  | { readonly kind: 'unknown' }

export interface Demanding {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly strangers: Strangers
  /** Path of the image in the registry. */
  readonly repository: string
  /** For messages. */
  readonly image: string
}

/**
 * The demand of a 401. Where it names none (gcr.io), the registry's front door is asked, whose scope means nothing.
 * Bearer goes before Basic. Throws `registry-refused` or `allowed-registries` when all that is offered is a token service
 * that we must not ask.
 */
export async function findDemand(answer: HttpAnswer, demanding: Demanding): Promise<Demand> {
  const demand = choose(answer, demanding)
  if (demand.kind !== 'unknown') return demand
  const url = new URL('/v2/', answer.url)
  const door = await demanding.send({ method: 'GET', url, limit: 64 * 1024, image: demanding.image })
  const found = door.status === 401 ? choose(door, demanding) : demand
  return found.kind === 'bearer' ? { ...found, scopes: [pullScope(demanding.repository)] } : found
}

function choose(answer: HttpAnswer, { strangers, repository, image }: Demanding): Demand {
  const challenges = parseChallenges(answer.headers.get('www-authenticate') ?? '')
  const services = challenges.filter(namesService)
  const safe = services.filter(({ parameters }) => mayLead(answer.url, realmOf(parameters)))
  const bearer = safe.find(({ parameters }) => strangers.mayGiveTokens(answer.url, realmOf(parameters)))
  if (bearer !== undefined) {
    const { parameters } = bearer
    const scopes = unite(parameters.get('scope'), repository)
    return { kind: 'bearer', realm: realmOf(parameters), service: parameters.get('service'), scopes }
  }
  // Older Artifactory means Basic by a Bearer challenge without a usable realm.
  if (challenges.some(({ scheme }) => scheme === 'basic')) return { kind: 'basic' }
  if (safe[0] !== undefined) throw notAllowed(answer.url.host, realmOf(safe[0].parameters).host, image)
  if (services[0] !== undefined) throw unsafe(answer.url.host, realmOf(services[0].parameters).origin, image)
  return { kind: challenges.some(({ scheme }) => scheme === 'bearer') ? 'basic' : 'unknown' }
}

function notAllowed(host: string, service: string, image: string): ProblemError {
  return registryProblem(
    'allowed-registries',
    `${host} sends us to ${service} for a token to read ${image}. That is not among the hosts that may be asked, nor known as the token service of ${host}.`,
  )
}

function unsafe(host: string, origin: string, image: string): ProblemError {
  return registryProblem(
    'registry-refused',
    `${host} sends us to ${origin} for a token to read ${image}; nothing is sent there, because it is not https or is an address inside a network.`,
  )
}

function namesService({ scheme, parameters }: Challenge): boolean {
  return (
    scheme === 'bearer' &&
    /^https?:\/\//i.test(parameters.get('realm') ?? '') &&
    URL.canParse(parameters.get('realm') ?? '')
  )
}

function realmOf(parameters: ReadonlyMap<string, string>): URL {
  return new URL(parameters.get('realm') ?? '')
}

/** What was demanded, first, and the right to pull: a repository may demand another right for its tags alone (ACR). */
function unite(demanded: string | undefined, repository: string): readonly string[] {
  const scopes = (demanded ?? '').split(/\s+/).filter((scope) => scope !== '')
  const coversPull = scopes.some(
    (scope) => scope.startsWith(`repository:${repository}:`) && /[:,](pull|\*)(,|$)/.test(scope),
  )
  return coversPull ? [...new Set(scopes)] : [...new Set([...scopes, pullScope(repository)])]
}

function pullScope(repository: string): string {
  return `repository:${repository}:pull`
}
