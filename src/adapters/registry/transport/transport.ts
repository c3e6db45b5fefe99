/** The one way out to the network: connections that are kept, through proxies, with the trust that the workflow gave. */
import { lookup as lookUp } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { createAgents, type Agents } from './agents.ts'
import { failure, throughProxy } from './failure.ts'
import { noProxies, type Proxies, type Proxy } from './proxies.ts'
import { createTrust, type RegistryTls } from './trust.ts'

export interface Transport {
  /**
   * Sends a request; the answer's head has come when this resolves, and its body follows. The signal ends both.
   * Rejects with an error whose `code` says why (`failure.ts`).
   */
  open(request: Outgoing, signal: AbortSignal): Promise<Arrival>
  /** Was this very host (with its port, as image names have it) given a CA or a certificate? Then it speaks https and nothing else. */
  isTlsHost(host: string): boolean
  /** What nobody may read, such as the password of a proxy. */
  readonly secrets: readonly string[]
  /** Ends all connections. A process ends without it, too: connections that nobody uses do not keep it alive. */
  close(): Promise<void>
}

export interface Outgoing {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Arrival {
  readonly status: number
  readonly headers: Headers
  /** As it was sent, before any decoding. */
  readonly body: Readable
  /** Host and port of the proxy that sent the request on, and could read and write all of it. */
  readonly proxy?: string
}

export interface TransportOptions {
  /** No proxy if absent. */
  readonly proxies?: Proxies
  /** The usual CAs alone if absent. */
  readonly tls?: RegistryTls
  /** How names become addresses; as the system does it if absent. */
  readonly lookup?: LookupFunction
  /** How long a proxy may take to open a tunnel, in milliseconds; as long as any host may say nothing if absent. */
  readonly silence?: number
}

/** How long a host may say nothing at all, in milliseconds. */
export const usualSilence = 30_000

/** Connects to nobody until a request wants it. */
export function createTransport(options: TransportOptions = {}): Transport {
  const { proxies = noProxies, lookup = lookUp, silence = usualSilence } = options
  const trust = createTrust(options.tls ?? { ca: [], hosts: new Map() })
  let made: Promise<Agents> | undefined
  return {
    open: async (request, signal) => {
      made ??= createAgents({ proxies, trust, lookup, silence })
      // https goes through a tunnel, which is the agent's own affair; a proxy reads plain http and sends it on.
      const proxy = request.url.protocol === 'http:' ? proxies.find(request.url) : undefined
      return send(request, { signal, proxy, agents: await made })
    },
    isTlsHost: (host) => trust.names(host),
    secrets: [...proxies.secrets, ...trust.secrets],
    close: async () => {
      const agents = await made
      await Promise.all([agents?.direct.destroy(), agents?.forward.destroy()])
    },
  }
}

interface Sending {
  readonly signal: AbortSignal
  /** Through which the request is sent on. */
  readonly proxy: Proxy | undefined
  readonly agents: Agents
}

async function send(request: Outgoing, { signal, proxy, agents }: Sending): Promise<Arrival> {
  const { url, method, body } = request
  const headers = { ...request.headers, 'accept-encoding': 'gzip' }
  const path = `${url.pathname}${url.search}`
  const more = { method, signal, ...(body !== undefined && { body }) }
  const answer = await (proxy === undefined
    ? agents.direct.request({ ...more, origin: url.origin, path, headers })
    : agents.forward
        .request({
          ...more,
          origin: proxy.url.origin,
          // RFC 9112, 3.2.2: a proxy is told the whole address.
          path: `${url.origin}${path}`,
          headers: { ...headers, ...proxy.headers, host: url.host },
        })
        .catch((thrown: unknown) => {
          throw throughProxy(proxy, thrown)
        }))
  if (proxy !== undefined && answer.statusCode === 407) {
    answer.body.on('error', () => undefined).destroy()
    throw failure('PROXY_REFUSED', `the proxy ${proxy.url.host} wants a login, or another one (407)`)
  }
  return {
    status: answer.statusCode,
    headers: readHeaders(answer.headers),
    body: answer.body,
    ...(proxy !== undefined && { proxy: proxy.url.host }),
  }
}

function readHeaders(raw: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const headers = new Headers()
  for (const [name, value = []] of Object.entries(raw))
    // Read as UTF-8, which may give characters that Headers refuses; as Latin-1 it has every byte.
    for (const text of [value].flat()) headers.append(name, Buffer.from(text, 'utf8').toString('latin1'))
  return headers
}
