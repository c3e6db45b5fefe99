/** Bearer tokens: asked for at the token service that a challenge names (Distribution, "Token Authentication"), kept while they live. */
import { z } from 'zod'
import type { Clock } from '../../ports.ts'
import { answerProblem, findJson, registryProblem } from './errors.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { type Credential, formatBasic } from './keychain.ts'
import type { Secrets } from './secrets.ts'
import { createWhileGood, type Ending } from './while-good.ts'

export interface TokenRequest {
  readonly realm: URL
  readonly service?: string | undefined
  /** The scope that was demanded first: some services read only that one. */
  readonly scopes: readonly string[]
  readonly credential?: Credential | undefined
  /** For messages. */
  readonly image: string
  /** When it must have come: whoever lists tags has not all the time that a service may take. */
  readonly until?: Date | undefined
}

export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  /** 401 or 403. */
  | { readonly kind: 'refused'; readonly answer: HttpAnswer }

export interface Tokens {
  /** A token that is still good, or the refusal. Throws a ProblemError when the service fails otherwise. */
  get(request: TokenRequest): Promise<TokenAnswer>
  /** Forgets the token of this request, because a registry refused it. */
  drop(request: TokenRequest): void
}

export interface TokensOptions {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly clock: Clock
  readonly secrets: Secrets
  /** Our name, for services that want one. */
  readonly client: string
}

/** Whoever asks for the same token while it is fetched waits for that one. A refusal is not remembered: the login may be renewed meanwhile. */
export function createTokens(options: TokensOptions): Tokens {
  const known = createWhileGood<TokenAnswer & Ending>(options.clock)
  return {
    get: (request) => known.get(keyOf(request), () => fetchToken(request, options)),
    drop: (request) => known.drop(keyOf(request)),
  }
}

function keyOf({ realm, service, scopes, credential }: TokenRequest): string {
  return JSON.stringify([realm.href, service, credential, [...scopes].sort()])
}

async function fetchToken(request: TokenRequest, options: TokensOptions): Promise<TokenAnswer & Ending> {
  const { realm, image } = request
  const answer = await askService(request, options)
  if (answer.status === 401 || answer.status === 403) return { kind: 'refused', answer }
  const subject = { host: realm.host, image, now: options.clock.now() }
  if (answer.status === 429 || answer.status >= 500) throw answerProblem(answer, subject)
  return { kind: 'token', ...readToken(answer, subject, options) }
}

/** An identity token is changed by POST; services that cannot do that take it as a password. */
async function askService(request: TokenRequest, options: TokensOptions): Promise<HttpAnswer> {
  if (request.credential?.kind !== 'identity-token') return options.send(byGet(request, options.secrets))
  const answer = await options.send(byPost(request, request.credential.token, options.client))
  return [400, 404, 405].includes(answer.status) ? options.send(byGet(request, options.secrets)) : answer
}

function byGet(
  { realm, service, scopes, credential, image, until }: TokenRequest,
  secrets: Secrets,
): HttpRequest {
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  for (const scope of scopes) url.searchParams.append('scope', scope)
  if (credential?.kind === 'password') url.searchParams.set('account', credential.username)
  const basic =
    credential === undefined || credential.kind === 'bearer-token'
      ? undefined
      : formatBasic(credential, secrets)
  return {
    method: 'GET',
    url,
    headers: { accept: 'application/json', ...(basic !== undefined && { authorization: basic }) },
    limit: answerLimit,
    image,
    ...(until && { until }),
  }
}

function byPost(
  { realm, service, scopes, image, until }: TokenRequest,
  token: string,
  client: string,
): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: client })
  if (service !== undefined) form.set('service', service)
  form.set('scope', scopes.join(' '))
  return {
    method: 'POST',
    url: realm,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    limit: answerLimit,
    image,
    ...(until && { until }),
  }
}

const answerLimit = 64 * 1024
/** Seconds: the protocol's default, and its least. */
const shortestLife = 60
/** Seconds: no service means more, and dates have an end. */
const longestLife = 24 * 3600
/** Seconds before its end at which a token is no longer used. */
const margin = 10

/** Either name is in use, and both may be there. */
const tokenBody = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  // Some services write the number as text.
  expires_in: z.coerce.number().optional().catch(undefined),
  issued_at: z.string().optional().catch(undefined),
})

function readToken(
  answer: HttpAnswer,
  { host, image }: { readonly host: string; readonly image: string },
  { clock, secrets }: TokensOptions,
): { readonly token: string; readonly goodUntil: Date } {
  const body = tokenBody.safeParse(findJson(answer.body)).data
  const token = (answer.status === 200 && (body?.token || body?.access_token)) || ''
  // RFC 6750, 2.1; anything else could not stand in a header.
  if (!/^[\w\-.~+/]+=*$/.test(token))
    throw registryProblem(
      'registry-failed',
      `${host} was asked for a token to read ${image} and sent none (${answer.status}).`,
    )
  return { token: secrets.keep(token), goodUntil: endOf(body ?? {}, clock.now()) }
}

/** Counts from the service's own time only where that makes sense here: clocks differ. */
function endOf({ expires_in, issued_at }: z.infer<typeof tokenBody>, now: Date): Date {
  const life = Math.min(Math.max(expires_in ?? shortestLife, shortestLife), longestLife) * 1000
  const issued = Date.parse(issued_at ?? '')
  const start = issued <= now.getTime() && issued + life > now.getTime() ? issued : now.getTime()
  return new Date(start + life - margin * 1000)
}
