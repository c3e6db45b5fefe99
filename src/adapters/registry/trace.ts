/** Looks over the shoulder of a session, and notes what a person may see of it. */
import type { ExaminedChallenge, ExaminedRequest } from '../../model/examination.ts'
import { parseChallenges } from './challenge.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { Secrets } from './secrets.ts'

type Strikes = Pick<Secrets, 'strike'>
type Send = (request: HttpRequest) => Promise<HttpAnswer>

export interface Trace {
  /** The same, noted. */
  observe(send: Send): Send
  readonly requests: readonly ExaminedRequest[]
  /** Notes as whom a request is about to be sent. */
  readonly noteLogin: (says: string) => void
  /** The last login that was sent, if any was. */
  login(): string | undefined
  /** Of the last 401 that named any, to a request without a login. */
  challenges(): readonly ExaminedChallenge[]
  /** How many pages of tags came. */
  pages(): number
}

/** Secrets are struck from what servers say. */
export function createTrace(secrets: Strikes): Trace {
  const requests: ExaminedRequest[] = []
  let challenges: readonly ExaminedChallenge[] = []
  let pages = 0
  let login: string | undefined
  return {
    observe: (send) => async (request) => {
      const noted: { status?: number } & ExaminedRequest = { ...described(request, secrets) }
      requests.push(noted)
      const answer = await send(request)
      noted.status = answer.status
      if (answer.status === 200 && request.isListing === true) pages++
      const demanded = challengesOf(request, answer, secrets)
      if (demanded.length > 0) challenges = demanded
      return answer
    },
    requests,
    noteLogin: (says) => {
      login = says
    },
    login: () => login,
    challenges: () => challenges,
    pages: () => pages,
  }
}

/** The query of a question for tags is the registry's own; that of others may hold what a signed address or an account is made of. */
function described({ method, url, isListing }: HttpRequest, secrets: Strikes): ExaminedRequest {
  const path = isListing === true ? `${url.pathname}${url.search}` : url.pathname
  return { method, host: url.host, path: secrets.strike(path) }
}

function challengesOf(
  { headers = {} }: HttpRequest,
  answer: HttpAnswer,
  secrets: Strikes,
): readonly ExaminedChallenge[] {
  if (answer.status !== 401 || headers['authorization'] !== undefined) return []
  return parseChallenges(answer.headers.get('www-authenticate') ?? '').map(({ scheme, parameters }) => {
    const realm = parameters.get('realm')
    const [service, scope] = ['service', 'scope'].map((name) => parameters.get(name))
    return {
      scheme: secrets.strike(scheme),
      ...(realm !== undefined && {
        realm: secrets.strike(URL.canParse(realm) ? new URL(realm).host : realm),
      }),
      ...(service !== undefined && { service: secrets.strike(service) }),
      ...(scope !== undefined && { scope: secrets.strike(scope) }),
    }
  })
}
