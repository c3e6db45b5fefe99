/** The relay on Node: a server with limits for what comes in slowly, and an end in good order. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { WebRelay } from './web-relay.ts'

/** A server that listens. */
export interface NodeServer {
  /** Where it listens. */
  readonly url: string
  /** Takes no new connection, lets open requests end, sends what is kept; gives up waiting after so many milliseconds. */
  stop(atMost: number): Promise<void>
}

/** Where to listen. */
export interface Listening {
  readonly host: string
  /** A free one for 0. */
  readonly port: number
}

/** In milliseconds. A body has its own limit, a little below that of the whole request. */
const limits = {
  headersTimeout: 8_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const

/** Starts to listen; rejects with the system's error where it cannot. */
export async function serveOnNode(web: WebRelay, { host, port }: Listening): Promise<NodeServer> {
  // The name is not needed, and a request without one is answered too.
  const listener = getRequestListener((request) => web.app.fetch(request), { hostname: 'relay' })
  const server = createServer(limits, (incoming, outgoing) => void listener(incoming, outgoing))
  server.maxConnections = 1_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async stop(atMost) {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const patience = new Promise((resolve) => setTimeout(resolve, atMost).unref())
      await Promise.race([Promise.all([web.stop(), closed]), patience])
      server.closeAllConnections()
    },
  }
}
