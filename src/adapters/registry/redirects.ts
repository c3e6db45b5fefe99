/** Redirects, followed by our own rules: a login never leaves its host, and nobody leads us to plain http or inside. */
import type { ProblemError } from '../../model/problem.ts'
import { registryProblem } from './errors.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import { mayLead } from './hosts.ts'
import { addressRefused } from './no-answer.ts'
import type { Strangers } from './strangers.ts'
import { isForbidden } from './transport/forbidden.ts'

/**
 * Sends, and follows up to five redirects. The answer's `url` says where it came from. Throws `not-a-registry` for a redirect
 * that leads nowhere or where we do not go, `address-refused` for one to a metadata service, and `allowed-registries` for
 * one to a host that may not be asked. A form holds secrets and goes nowhere else: its redirect is itself the answer.
 */
export async function followRedirects(
  send: (request: HttpRequest) => Promise<HttpAnswer>,
  request: HttpRequest,
  strangers: Strangers,
): Promise<HttpAnswer> {
  const seen = new Set<string>()
  for (let asked = request; ;) {
    const answer = await send(asked)
    if (asked.method === 'POST' || !isRedirect(answer)) return answer
    seen.add(asked.url.href)
    const target = findTarget(answer)
    if (target === undefined) throw leadsNowhere(asked, answer, whatIsNoTarget(answer))
    if (isForbidden(target.hostname)) throw leadsInside(asked, target)
    const wrong = whatIsWrong(asked.url, target, seen)
    if (wrong !== undefined) throw leadsNowhere(asked, answer, wrong)
    strangers.checkRedirect(request, target)
    asked = { ...asked, url: target, headers: headersFor(target, asked) }
  }
}

function isRedirect({ status }: HttpAnswer): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}

function findTarget({ headers, url }: HttpAnswer): URL | undefined {
  const location = headers.get('location')
  return location !== null && URL.canParse(location, url.href) ? new URL(location, url) : undefined
}

function whatIsNoTarget({ headers }: HttpAnswer): string {
  return headers.has('location') ? 'to something that is no address' : 'and does not say where to'
}

/** Of a query nothing is said: it may hold what a signed address is made of. */
function whatIsWrong(from: URL, target: URL, seen: ReadonlySet<string>): string | undefined {
  const place = target.host === '' ? target.protocol : `${target.protocol}//${target.host}`
  if (seen.has(target.href)) return `in a circle, back to ${place}`
  if (seen.size > 5) return `more than five times, at last to ${place}`
  if (!['http:', 'https:'].includes(target.protocol)) return `to ${place}, which is no address of the web`
  if (mayLead(from, target)) return undefined
  return `to ${place}, which is ${target.protocol === 'http:' ? 'not https' : 'an address inside a network'}`
}

function leadsNowhere({ url, image }: HttpRequest, { status }: HttpAnswer, why: string): ProblemError {
  return registryProblem(
    'not-a-registry',
    `${url.host} did not answer about ${image} as a registry does: it redirects ${why} (${status}).`,
  )
}

function leadsInside({ url, image }: HttpRequest, target: URL): ProblemError {
  return addressRefused({ host: target.host, image }, `${url.host} sent us there by a redirect`)
}

/** Storage behind a registry refuses signed URLs that come with a login; and neither that nor anything else is the storage's to know. */
function headersFor(target: URL, { url, headers = {} }: HttpRequest): Readonly<Record<string, string>> {
  if (target.origin === url.origin) return headers
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() === 'accept'))
}
