/** What a registry wants to see before it answers, read from its 401. */
import type { ProblemError } from '../../model/problem.ts'
import { parseChallenges, type Challenge } from './challenge.ts'
import { registryProblem } from './errors.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { mayLead } from './hosts.ts'
import { addressRefused } from './no-answer.ts'
import { scopesFor } from './scopes.ts'
import type { Strangers } from './strangers.ts'
import { isForbidden } from './transport/forbidden.ts'

export type Demand =
  | {
      readonly kind: 'bearer'
      readonly realm: URL
      readonly service: string | undefined
      readonly scopes: readonly string[]
    }
  /** `isGuess`: it said Bearer, and named no token service that could be asked. */
  | { readonly kind: 'basic'; readonly isGuess?: true }
  | { readonly kind: 'unknown' }

export interface Demanding {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly strangers: Strangers
  /** Path of the image in the registry. */
  readonly repository: string
  /** For messages. */
  readonly image: string
  /** When all answers must have come. */
  readonly until?: Date | undefined
}

/**
 * The demand of a 401. Where it names none (gcr.io), the registry's front door is asked, whose scope means nothing.
 * Bearer goes before Basic. Throws `registry-refused`, `address-refused` or `allowed-registries` when all that is offered is a token service
 * that we must not ask.
 */
export async function findDemand(answer: HttpAnswer, demanding: Demanding): Promise<Demand> {
  const demand = choose(answer, demanding)
  if (demand.kind !== 'unknown') return demand
  const { image, until } = demanding
  const url = new URL('/v2/', answer.url)
  const door = await demanding.send({ method: 'GET', url, limit: 64 * 1024, image, ...(until && { until }) })
  const found = door.status === 401 ? choose(door, demanding) : demand
  return found.kind === 'bearer' ? { ...found, scopes: scopesFor([demanding.repository]) } : found
}

function choose(answer: HttpAnswer, { strangers, repository, image }: Demanding): Demand {
  const challenges = parseChallenges(answer.headers.get('www-authenticate') ?? '')
  const services = challenges.filter(namesService)
  const safe = services.filter(({ parameters }) => mayLead(answer.url, realmOf(parameters)))
  const bearer = safe.find(({ parameters }) => strangers.mayGiveTokens(answer.url, realmOf(parameters)))
  if (bearer !== undefined) {
    const { parameters } = bearer
    const scopes = scopesFor([repository, ...repositoryOf(answer.url)], parameters.get('scope'))
    return { kind: 'bearer', realm: realmOf(parameters), service: parameters.get('service'), scopes }
  }
  // Older Artifactory means Basic by a Bearer challenge without a usable realm.
  if (challenges.some(({ scheme }) => scheme === 'basic')) return { kind: 'basic' }
  if (safe[0] !== undefined) throw notAllowed(answer.url.host, realmOf(safe[0].parameters).host, image)
  if (services[0] !== undefined) throw unsafe(answer.url.host, realmOf(services[0].parameters), image)
  return challenges.some(({ scheme }) => scheme === 'bearer')
    ? { kind: 'basic', isGuess: true }
    : { kind: 'unknown' }
}

/** A redirect within the host may have told that the image lies under another path (Harbor). */
function repositoryOf({ pathname }: URL): readonly string[] {
  return /^\/v2\/(.+)\/(?:tags|manifests|blobs)\/[^/]+$/.exec(pathname)?.slice(1) ?? []
}

function notAllowed(host: string, service: string, image: string): ProblemError {
  return registryProblem(
    'allowed-registries',
    `${host} sends us to ${service} for a token to read ${image}. That is not among the hosts that may be asked, nor known as the token service of ${host}.`,
  )
}

function unsafe(host: string, { hostname, origin }: URL, image: string): ProblemError {
  if (isForbidden(hostname))
    return addressRefused({ host: hostname, image }, `${host} sent us there for a token`)
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
