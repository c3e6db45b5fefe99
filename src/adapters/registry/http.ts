/** The seam to the world: what every request gets, which is retries, few at once to a host, bounds of time, and a count. */
import { createAttempts, type Attempts, type AttemptsOptions } from './attempts.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { createLanes } from './lanes.ts'
import { addressRefused, mayBePlain, noAnswerProblem } from './no-answer.ts'
import { createOwnTls, type OwnTls } from './own-tls.ts'
import { checkPlainHttp } from './plain-http.ts'
import { createRests, type Rest } from './rests.ts'
import { withRetries } from './retries.ts'
import { isForbidden } from './transport/forbidden.ts'

export type { Timing } from './attempts.ts'

export interface Http extends Pick<Attempts, 'requests' | 'remaining'>, Pick<OwnTls, 'speaksTls'> {
  /**
   * The answer, whatever its status; redirects are not followed. Without one it throws `registry-unreachable` or the like;
   * what must not be sent, `address-refused` or `login-needs-tls`.
   */
  send(request: HttpRequest): Promise<HttpAnswer>
  /** Does anything answer there, asked once? A bad certificate is an answer, too: plain http would not better it. */
  isThere(url: URL, image: string): Promise<boolean>
}

export function createHttp(options: AttemptsOptions): Http {
  const { clock } = options
  const lanes = createLanes(4)
  const rests = createRests(clock)
  const attempts = createAttempts(options, (host, answer) => {
    if (answer.status === 429) lanes.narrow(host)
    rests.heed(host, answer)
  })

  const ownTls = createOwnTls((request) => attempts.send(request))

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const subject = { host: request.url.host, image: request.image }
    if (isForbidden(request.url.hostname)) throw addressRefused(subject)
    checkPlainHttp(request)
    const rest = rests.find(subject.host)
    if (rest !== undefined) return answerOf(rest, request)
    const tried = withRetries(() => ownTls.send(request), clock, request.until)
    const answer = await tried.catch((thrown: unknown) => {
      rests.note(subject.host, thrown)
      throw noAnswerProblem(subject, thrown)
    })
    checkPlainHttp(request, answer)
    return answer
  }

  async function isThere(url: URL, image: string): Promise<boolean> {
    if (isForbidden(url.hostname) || rests.find(url.host) !== undefined) return false
    return attempts.send({ method: 'GET', url, limit: 1024, image }).then(
      () => true,
      (thrown: unknown) => !mayBePlain(thrown),
    )
  }

  return {
    send: (request) => lanes.run(request.url.host, () => send(request)),
    isThere: (url, image) => lanes.run(url.host, () => isThere(url, image)),
    speaksTls: (host) => ownTls.speaksTls(host),
    requests: () => attempts.requests(),
    remaining: (host) => attempts.remaining(host),
  }
}

/** What is said for a host that rests. */
function answerOf(rest: Rest, { url, image }: HttpRequest): HttpAnswer {
  if (rest.kind === 'down') throw noAnswerProblem({ host: url.host, image }, rest.thrown)
  return { ...rest.answer, url }
}
