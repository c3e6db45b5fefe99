/** Redirects, followed by our own rules: a login never leaves its host, and nobody leads us to plain http or inside. */
import { mayLead } from './hosts.ts'
import type { HttpAnswer, HttpRequest } from './exchange.ts'
import type { Strangers } from './strangers.ts'

/**
 * Sends, and follows up to five redirects. The answer's `url` says where it came from.
 * A redirect that may not be followed is itself the answer; one to a host that may not be asked throws `allowed-registries`.
 */
export async function followRedirects(
  send: (request: HttpRequest) => Promise<HttpAnswer>,
  request: HttpRequest,
  strangers: Strangers,
): Promise<HttpAnswer> {
  let asked = request
  for (let hops = 0; ; hops++) {
    const answer = await send(asked)
    const target = findTarget(answer)
    // A form holds secrets and goes nowhere else.
    if (target === undefined || asked.method === 'POST' || hops === 5 || !mayLead(asked.url, target))
      return answer
    strangers.checkRedirect(request, target)
    asked = { ...asked, url: target, headers: headersFor(target, asked) }
  }
}

function findTarget({ status, headers, url }: HttpAnswer): URL | undefined {
  const location = headers.get('location')
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return undefined
  return URL.canParse(location, url.href) ? new URL(location, url) : undefined
}

/** Storage behind a registry refuses signed URLs that come with a login; and neither that nor anything else is the storage's to know. */
function headersFor(target: URL, { url, headers = {} }: HttpRequest): Readonly<Record<string, string>> {
  if (target.origin === url.origin) return headers
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() === 'accept'))
}
