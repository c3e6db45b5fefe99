/** No login travels over plain http, where everybody on the way can read it; within this machine nobody is on the way. */
import type { ProblemError } from '../../model/problem.ts'
import { registryProblem } from './errors.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { isLoopback } from './hosts.ts'

/**
 * Throws `login-needs-tls` for a request that would carry a login, or an answer that demands one, over plain http to
 * another machine. Also the token of nobody is one: whoever reads it may use it.
 */
export function checkPlainHttp(request: HttpRequest, answer?: HttpAnswer): void {
  const { url, headers = {}, body } = request
  if (url.protocol !== 'http:' || isLoopback(url.hostname)) return
  const isCarried = body !== undefined || Object.keys(headers).some((name) => /^authorization$/i.test(name))
  if (isCarried || answer?.status === 401) throw loginNeedsTls(request)
}

function loginNeedsTls({ url, image }: HttpRequest): ProblemError {
  return registryProblem(
    'login-needs-tls',
    `${url.host} wants a login before it answers about ${image}, and was reached over plain http. A login is sent over https only; none was sent.`,
  )
}
