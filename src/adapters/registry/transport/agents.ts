/** Connections to hosts: straight or through a tunnel, each with the trust that its host was given. */
import type { LookupFunction, Socket } from 'node:net'
import type { Agent, buildConnector } from 'undici'
import { guardLookup } from './forbidden.ts'
import { alike, failure, readFailure, throughProxy } from './failure.ts'
import type { Proxies, Proxy } from './proxies.ts'
import { openTunnel } from './tunnel.ts'
import type { Trust } from './trust.ts'

export interface Agents {
  /** Sends to hosts; what is https goes through a tunnel where a proxy is in the way. */
  readonly direct: Agent
  /** Sends to proxies. */
  readonly forward: Agent
}

export interface AgentsOptions {
  readonly proxies: Proxies
  readonly trust: Trust
  readonly lookup: LookupFunction
  /** How long a proxy may take to open a tunnel, in milliseconds. */
  readonly silence: number
}

type Endpoint = buildConnector.Options
type Connect = (endpoint: Endpoint) => Promise<Socket>

/** Loaded when it is first needed, since that takes longer than all else that a command without network does. */
export async function createAgents({ proxies, trust, lookup, silence }: AgentsOptions): Promise<Agents> {
  const undici = await import(/* webpackMode: "eager" */ 'undici')
  const connectors = (lookup: LookupFunction): Connect => {
    const known = new Map<string, buildConnector.connector>()
    return (endpoint) => {
      const { host } = urlOf(endpoint)
      const connector =
        known.get(host) ?? undici.buildConnector({ ...usual, lookup, ...trust.optionsFor(host) })
      known.set(host, connector)
      return dial(connector, endpoint)
    }
  }
  const toHost = connectors(guardLookup(lookup))
  const toProxy = orProxyFailure(connectors(guardLookup(lookup)))
  const tunnel = (proxy: Proxy, target: URL): Promise<Socket> =>
    openTunnel(new undici.Client(proxy.url.origin, { connect: back(toProxy) }), { proxy, target, silence })
  return {
    forward: new undici.Agent({ connect: back(toProxy) }),
    direct: new undici.Agent({
      connect: back(async (endpoint) => {
        const url = urlOf(endpoint)
        const proxy = url.protocol === 'https:' ? proxies.find(url) : undefined
        if (proxy === undefined) return toHost(endpoint)
        const httpSocket = await tunnel(proxy, url)
        return toHost({ ...endpoint, httpSocket }).catch((thrown: unknown) => {
          throw throughProxy(proxy, thrown)
        })
      }),
    }),
  }
}

function dial(connector: buildConnector.connector, endpoint: Endpoint): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connector(endpoint, (...[error, socket]) => {
      if (error !== null) return reject(error)
      // A TLS alert that comes after the handshake ("certificate required") leaves the connection to be ended by its reader,
      // and undici would then say no more than that it ended.
      socket.once('error', (alert: Error) => socket.destroy(alert))
      resolve(socket)
    })
  })
}

/** The time for connecting, in milliseconds. Certificates are checked also where NODE_TLS_REJECT_UNAUTHORIZED says otherwise: logins follow. */
const usual = { timeout: 10_000, rejectUnauthorized: true }

/** `host` has the port, unless it is the protocol's own, and an IPv6 address its brackets. */
function urlOf({ protocol, host, hostname }: Endpoint): URL {
  return new URL(`${protocol}//${host ?? hostname}`)
}

/** As undici wants it. */
function back(connect: Connect): buildConnector.connector {
  const answer = async (endpoint: Endpoint, callback: buildConnector.Callback): Promise<void> => {
    callback(...(await outcomeOf(connect(endpoint))))
  }
  return (endpoint, callback) => void answer(endpoint, callback)
}

function outcomeOf(socket: Promise<Socket>): Promise<Parameters<buildConnector.Callback>> {
  return socket.then(
    (connected) => [null, connected],
    (error: Error) => [error, null],
  )
}

/** A proxy that is not there may come back; a wrong name or a certificate that nobody trusts stays wrong. */
function orProxyFailure(connect: Connect): Connect {
  return async (endpoint) => {
    try {
      return await connect(endpoint)
    } catch (thrown) {
      const { kind, reason } = readFailure(thrown)
      const { host } = urlOf(endpoint)
      if (kind === 'forbidden') throw alike(thrown, `the proxy settings name ${host}: ${reason}`)
      const code = ['no-such-name', 'untrusted', 'no-tls', 'tls'].includes(kind)
        ? 'PROXY_REFUSED'
        : 'PROXY_DOWN'
      throw failure(code, `the proxy ${host} cannot be used (${reason})`)
    }
  }
}
