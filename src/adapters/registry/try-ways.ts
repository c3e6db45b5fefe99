/** Trying ways to ask, best first, until one is not refused. */
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { nobody, type Way } from './ways.ts'

/** An answer, and as whom it was got, for messages: `without a login`, `with the login of …`. */
export interface OwnAnswer extends HttpAnswer {
  readonly login: string
  /** Is it the login that was not accepted, by the token service or with its password? Else what it may do was not enough. */
  readonly refusesLogin?: boolean
}

export interface Tried {
  readonly way: Way
  readonly answer: OwnAnswer
}

export type Follow = (request: HttpRequest) => Promise<HttpAnswer>

/** The first that worked, or the first refusal; undefined where there was none to try. What was refused is forgotten. */
export async function tryWays(
  request: HttpRequest,
  ways: readonly Way[],
  follow: Follow,
): Promise<Tried | undefined> {
  let refusal: Tried | undefined
  for (const way of ways) {
    const tried = { way, answer: await sendBy(way, request, follow) }
    if (!isRefusal(tried.answer)) return tried
    way.forget()
    refusal ??= tried
  }
  return refusal
}

export function isRefusal({ status }: HttpAnswer): boolean {
  return status === 401 || status === 403
}

async function sendBy(way: Way, request: HttpRequest, follow: Follow): Promise<OwnAnswer> {
  const authorization = await way.authorize(request.until)
  const answer =
    typeof authorization === 'string'
      ? await follow({ ...request, headers: { ...request.headers, authorization } })
      : authorization
  const isLoginOnly =
    typeof authorization !== 'string' || (authorization.startsWith('Basic ') && answer.status === 401)
  const refusesLogin = isRefusal(answer) && isLoginOnly && !way.login.startsWith(nobody)
  return { ...answer, login: way.login, refusesLogin }
}
