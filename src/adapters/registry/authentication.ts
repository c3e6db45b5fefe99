/** Logging in: every request goes out bare, a 401 says which login is wanted, and that is sent to that host alone. */
import { problemsOf, type Problem } from '../../model/problem.ts'
import { formatImageName, type ImageName } from '../../model/reference.ts'
import { findDemand } from './demand.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { Keychain } from './keychain.ts'
import { followRedirects } from './redirects.ts'
import type { Secrets } from './secrets.ts'
import type { Strangers } from './strangers.ts'
import type { Tokens } from './tokens.ts'
import { nobody, waysFor, type Login, type Way } from './ways.ts'

/** An answer, and as whom it was got, for messages: `without a login`, `with the login of …`. */
export interface OwnAnswer extends HttpAnswer {
  readonly login: string
}

export interface Authentication {
  /** The answer to a request about an image, after the login that its registry wants. 401 and 403 are answers too. */
  send(request: HttpRequest, name: ImageName): Promise<OwnAnswer>
}

export interface AuthenticationOptions {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly keychain: Keychain
  readonly tokens: Tokens
  readonly secrets: Secrets
  readonly strangers: Strangers
  /** Told what is wrong with a login while the image could be read without it. */
  readonly warn: (problem: Problem) => void
}

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const follow = (request: HttpRequest): Promise<HttpAnswer> =>
    followRedirects(options.send, request, options.strangers)
  /** What worked last, an image. */
  const ways = new Map<string, Way>()

  async function tryWays(request: HttpRequest, candidates: readonly Way[]): Promise<Tried | undefined> {
    let refusal: Tried | undefined
    for (const way of candidates) {
      const tried = { way, answer: await sendBy(way, request, follow) }
      if (!isRefusal(tried.answer)) return tried
      way.forget()
      refusal ??= tried
    }
    return refusal
  }

  return {
    send: async (request, name) => {
      const image = formatImageName(name)
      const known = await tryWays(
        request,
        [ways.get(image)].flatMap((way) => way ?? []),
      )
      if (known !== undefined && !isRefusal(known.answer)) return known.answer
      // Asked bare once more: to a refused token some registries answer with another challenge (Harbor).
      const bare = await follow(request)
      if (bare.status !== 401) return { ...bare, login: nobody }
      // A stranger behind a redirect gets no login, and what it accepts is not for the registry.
      const isOwn = bare.url.origin === request.url.origin
      const login = isOwn ? await findLogin(name, options) : { says: nobody }
      const demand = await findDemand(bare, { ...options, repository: name.repository, image: request.image })
      const tried = await tryWays(
        { ...request, url: bare.url },
        waysFor(demand, login, { ...options, request }),
      )
      if (tried === undefined) return { ...bare, login: login.says }
      if (isRefusal(tried.answer)) return tried.answer
      if (isOwn) ways.set(image, tried.way)
      if (tried.way.warning !== undefined) options.warn(tried.way.warning)
      return tried.answer
    },
  }
}

/** A login that cannot be had is none, and the message of a later refusal says so. */
async function findLogin(
  name: ImageName,
  { keychain, secrets, warn }: AuthenticationOptions,
): Promise<Login> {
  try {
    const credential = await keychain.find(name.registry, name.repository)
    if (credential === undefined) return { says: nobody }
    secrets.keep(credential.kind === 'password' ? credential.password : credential.token)
    return { credential, says: `with the login of ${credential.source}` }
  } catch (thrown) {
    const problems = problemsOf(thrown)
    for (const problem of problems) warn({ ...problem, level: 'warning' })
    return { says: `${nobody}, because: ${problems[0].message}` }
  }
}

interface Tried {
  readonly way: Way
  readonly answer: OwnAnswer
}

async function sendBy(
  way: Way,
  request: HttpRequest,
  follow: AuthenticationOptions['send'],
): Promise<OwnAnswer> {
  const authorization = await way.authorize()
  const answer =
    typeof authorization === 'string'
      ? await follow({ ...request, headers: { ...request.headers, authorization } })
      : authorization
  return { ...answer, login: way.login }
}

function isRefusal({ status }: HttpAnswer): boolean {
  return status === 401 || status === 403
}
