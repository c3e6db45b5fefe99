/** A proxy on loopback, as companies have them: tunnels by CONNECT, plain http by whole addresses, with a login if wanted. */
import { createServer, request as sendOn, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { listen, pem } from './loopback.ts'

export interface ProxyDoubleOptions {
  /** Where a host and port of the world lie on this machine; others cannot be reached (502). */
  readonly world: Readonly<Record<string, string>>
  /** `user:password` that it wants. */
  readonly login?: string
  /** What every tunnel is answered instead. */
  readonly status?: number
  /** Is the proxy itself reached by https? */
  readonly tls?: boolean
}

export interface ProxyDouble {
  /** Host and port. */
  readonly host: string
  /** What came from clients, in order. */
  readonly seen: readonly SeenByProxy[]
  /** All bytes that came through tunnels from clients, as the proxy sees them. */
  tunnelled(): string
}

export interface SeenByProxy {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export async function serveProxy(options: ProxyDoubleOptions): Promise<ProxyDouble> {
  const seen: SeenByProxy[] = []
  const chunks: Buffer[] = []
  const note = ({ method = '', url = '', headers }: IncomingMessage): void =>
    void seen.push({ method, target: url, headers })
  const server: Server = options.tls
    ? createTlsServer({ cert: pem('server.pem'), key: pem('server.key') })
    : createServer()
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    note(request)
    client.on('error', () => undefined)
    const status = options.status ?? (mayPass(request, options) ? 200 : 407)
    const target = options.world[request.url ?? '']
    if (status !== 200 || target === undefined) {
      client.end(`HTTP/1.1 ${status === 200 ? 502 : status} No\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    const [host, port] = target.split(':')
    const upstream = connect({ host: host ?? '', port: Number(port) }, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.on('data', (chunk: Buffer) => chunks.push(chunk))
      client.pipe(upstream).pipe(client)
    })
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  server.on('request', (request: IncomingMessage, answer) => {
    note(request)
    const url = new URL(request.url ?? '', 'http://nowhere.invalid')
    const target = options.world[`${url.hostname}:${url.port || 80}`]
    if (!mayPass(request, options) || target === undefined) {
      answer.writeHead(target === undefined ? 502 : 407).end()
      return
    }
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = sendOn(`http://${target}${url.pathname}${url.search}`, { headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 500, reply.headers)
      reply.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    onward.end()
  })
  return { host: await listen(server), seen, tunnelled: () => Buffer.concat(chunks).toString('latin1') }
}

function mayPass({ headers }: IncomingMessage, { login }: ProxyDoubleOptions): boolean {
  const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`
  return wanted === undefined || headers['proxy-authorization'] === wanted
}
