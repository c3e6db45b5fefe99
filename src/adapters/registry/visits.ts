/** Asking a host for an image while it is not known which way works: by what is known of the host, bare, and by what it then demands. */
import type { RegistryAccess } from '../../model/policy.ts'
import type { ImageName } from '../../model/reference.ts'
import { findDemand, type Demand } from './demand.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { findLogin, type LoginSources } from './find-login.ts'
import type { Learned } from './learned.ts'
import type { Strangers } from './strangers.ts'
import type { Tokens } from './tokens.ts'
import { isRefusal, tryWays, type Follow, type OwnAnswer, type Tried } from './try-ways.ts'
import { nobody, refusedLogin, waysFor, type Login, type Way } from './ways.ts'

/** A request about an image, and how its files want it to be asked for. */
export interface Visit {
  readonly request: HttpRequest
  readonly name: ImageName
  readonly access: RegistryAccess
}

export interface Visited {
  readonly answer: OwnAnswer
  /** What worked, where a way was needed at all. */
  readonly way?: Way
}

export interface VisitsOptions extends LoginSources {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly follow: Follow
  readonly tokens: Tokens
  readonly strangers: Strangers
  readonly learned: Learned
  readonly noteLogin?: ((says: string) => void) | undefined
}

export function createVisits(options: VisitsOptions): (visit: Visit) => Promise<Visited> {
  return async (visit) => {
    const { request } = visit
    const login = once(() => findLogin(visit, options))
    const early = await tryLearned(visit, login, options)
    if (early.tried !== undefined && !isRefusal(early.tried.answer)) return accept(early.tried, options)
    // Asked bare once more: to a refused token some registries answer with another challenge (Harbor).
    const bare = await options.follow(request)
    // A stranger behind a redirect gets no login, and what it accepts is not for the registry.
    if (bare.url.origin !== request.url.origin) return visitStranger(visit, bare, options)
    if (!(await wantsLogin(bare, login))) {
      const { credential } = early.tried === undefined ? {} : await login()
      if (credential !== undefined && bare.status === 200) options.warn(refusedLogin(request, await login()))
      return { answer: { ...bare, login: nobody } }
    }
    return meet(visit, { bare, early, login: await login() }, options)
  }
}

/** What came of asking by what is known of the host. */
interface Early {
  readonly demand?: Demand
  readonly tried?: Tried
}

/** By the demand that the host made for another image. */
async function tryLearned(
  { request, name }: Visit,
  login: () => Promise<Login>,
  options: VisitsOptions,
): Promise<Early> {
  const demand = options.learned.find(request.url.origin, name.repository)
  if (demand === undefined) return {}
  const ways = waysFor(demand, await login(), { ...options, request })
  const tried = await tryWays(request, ways, options.follow)
  return { demand, ...(tried !== undefined && { tried }) }
}

/** Some registries say 403 to nobody; their front door says what they want. */
async function wantsLogin({ status }: HttpAnswer, login: () => Promise<Login>): Promise<boolean> {
  return status === 401 || (status === 403 && (await login()).credential !== undefined)
}

interface Refused {
  readonly bare: HttpAnswer
  readonly early: Early
  readonly login: Login
}

/** Does what the host demands, unless that was tried already. */
async function meet(visit: Visit, { bare, early, login }: Refused, options: VisitsOptions): Promise<Visited> {
  const { request, name } = visit
  const demand = await demandOf(visit, bare, options)
  if (early.tried !== undefined && JSON.stringify(demand) === JSON.stringify(early.demand))
    return guessed({ answer: early.tried.answer }, demand)
  options.learned.note(request.url.origin, name.repository, demand)
  const ways = waysFor(demand, login, { ...options, request })
  const tried = await tryWays({ ...request, url: bare.url }, ways, options.follow)
  const met = tried === undefined ? { answer: { ...bare, login: login.says } } : accept(tried, options)
  return guessed(met, demand)
}

/** Where a guess at what is wanted failed, whoever runs the registry must know that it was one. */
function guessed(visited: Visited, demand: Demand): Visited {
  const { answer } = visited
  if (demand.kind !== 'basic' || demand.isGuess !== true || !isRefusal(answer)) return visited
  const login = `${answer.login}, and its challenge cannot be used: it names no address of a token service`
  return { answer: { ...answer, login } }
}

async function visitStranger(visit: Visit, bare: HttpAnswer, options: VisitsOptions): Promise<Visited> {
  if (bare.status !== 401) return { answer: { ...bare, login: nobody } }
  const { request } = visit
  const demand = await demandOf(visit, bare, options)
  const ways = waysFor(demand, { says: nobody }, { ...options, request })
  const tried = await tryWays({ ...request, url: bare.url }, ways, options.follow)
  return { answer: tried?.answer ?? { ...bare, login: nobody } }
}

function demandOf({ request, name }: Visit, answer: HttpAnswer, options: VisitsOptions): Promise<Demand> {
  const { send, strangers } = options
  const { image, until } = request
  return findDemand(answer, { send, strangers, repository: name.repository, image, until })
}

function accept({ way, answer }: Tried, { warn }: VisitsOptions): Visited {
  if (isRefusal(answer)) return { answer }
  if (way.warning !== undefined) warn(way.warning)
  return { answer, way }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= work())
}
