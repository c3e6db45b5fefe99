/** Proxies, as the environment names them for every program. */
import { failure } from './failure.ts'
import { isForbidden } from './forbidden.ts'
import { parseNoProxy } from './no-proxy.ts'

export interface Proxy {
  /** Without a login. */
  readonly url: URL
  /** What it wants to be told with every request; nobody else may hear it. */
  readonly headers: Readonly<Record<string, string>>
}

export interface Proxies {
  /** The proxy on the way to this address, if there is one. Throws a failure where the environment's text names none that can be used, or one at an address that is never asked. */
  find(url: URL): Proxy | undefined
  /** What nobody may read: logins of proxies. */
  readonly secrets: readonly string[]
}

export const noProxies: Proxies = { find: () => undefined, secrets: [] }

/**
 * Reads HTTPS_PROXY, HTTP_PROXY, ALL_PROXY (which counts where the other one is absent) and NO_PROXY, each also in small
 * letters, which come first as with curl. This machine itself is never reached through a proxy (golang.org/x/net/http/httpproxy).
 */
export function readProxies(env: Readonly<Record<string, string | undefined>>): Proxies {
  const read = (name: string): Read | undefined => {
    const text = (env[name.toLowerCase()] || env[name])?.trim()
    return text ? readProxy(name, text) : undefined
  }
  const all = read('ALL_PROXY')
  const byProtocol = new Map([
    ['https:', read('HTTPS_PROXY') ?? all],
    ['http:', read('HTTP_PROXY') ?? all],
  ])
  const isDirect = parseNoProxy(env['no_proxy'] || env['NO_PROXY'] || '')
  return {
    secrets: [...byProtocol.values()].flatMap((found) => found?.secrets ?? []),
    find: (url) => {
      const found = byProtocol.get(url.protocol)
      if (found === undefined || isDirect(url)) return undefined
      if (found.proxy === undefined)
        throw failure(
          'PROXY_REFUSED',
          `${found.name} is no proxy that we can use; wanted is one such as http://proxy.example.com:3128`,
        )
      if (isForbidden(found.proxy.url.hostname))
        throw failure(
          'ADDRESS_FORBIDDEN',
          `the proxy settings name one: ${found.name} is ${found.proxy.url.host}`,
        )
      return found.proxy
    },
  }
}

interface Read {
  readonly name: string
  /** Absent where the text says none that we can use. */
  readonly proxy?: Proxy
  readonly secrets: readonly string[]
}

/** `host:port` alone means http, as with curl. */
function readProxy(name: string, text: string): Read {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(address)) return { name, secrets: [text] }
  const url = new URL(address)
  const [username, password] = [decode(url.username), decode(url.password)]
  const basic = Buffer.from(`${username}:${password}`, 'utf8').toString('base64')
  const hasLogin = username !== '' || password !== ''
  // A name without a password is a token.
  const secrets = hasLogin ? [password || username, basic] : []
  if (!['http:', 'https:'].includes(url.protocol)) return { name, secrets }
  const headers = hasLogin ? { 'proxy-authorization': `Basic ${basic}` } : {}
  return { name, secrets, proxy: { url: new URL(url.origin), headers } }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that stands for itself.
    return text
  }
}
