/** Servers on loopback that a test starts and never has to end: `closeLoopback` ends them all. */
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createRawServer, type Server, type Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'

const servers = new Set<Server>()
const sockets = new Set<Socket>()

export async function closeLoopback(): Promise<void> {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))))
  servers.clear()
}

/** Starts it on a free port and gives host and port. */
export async function listen(server: Server): Promise<string> {
  servers.add(server)
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
    })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

export function listenPlain(handler: RequestListener): Promise<string> {
  return listen(createServer(handler))
}

/** With a certificate of `support/tls`; what it asks of clients may be added. */
export function listenTls(
  handler: RequestListener,
  certificate: 'server' | 'expired' | 'elsewhere' | 'stranger' = 'server',
  more: TlsOptions = {},
): Promise<string> {
  return listen(
    createTlsServer({ cert: pem(`${certificate}.pem`), key: pem(`${certificate}.key`), ...more }, handler),
  )
}

/** Each connection is the handler's. */
export function listenRaw(handler: (socket: Socket) => void): Promise<string> {
  return listen(createRawServer(handler))
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createRawServer()
  const host = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  servers.delete(server)
  return host
}

export function pem(file: string): string {
  return readFileSync(new URL(`tls/${file}`, import.meta.url), 'utf8')
}

/** Answers every question as a registry that has one tag everywhere, and notes path and headers. */
export function oneTagRegistry(seen: SeenHeaders[] = []): RequestListener {
  return (request, answer) => {
    seen.push({ path: request.url ?? '', headers: request.headers })
    answer.setHeader('content-type', 'application/json')
    answer.end(JSON.stringify({ tags: ['1.0.0'] }))
  }
}

export interface SeenHeaders {
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}
