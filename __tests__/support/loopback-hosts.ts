/** Hosts of any name, each a server on a loopback address of its own, that note everything they are sent. No request leaves the machine. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createTransport, type Transport } from '../../src/adapters/registry/registry.ts'
import type { Reply } from '../../src/standins/registry/reply.ts'

/** A request as it arrived. */
export interface Arrived {
  /** The host that it was meant for. */
  readonly host: string
  /** How it was meant to be sent: `https:` or `http:`. */
  readonly protocol: string
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer = (request: Arrived) => Reply

export interface LoopbackHosts {
  /** Leads to these hosts, in truth over plain http whatever the address says. Other hosts do not exist. */
  readonly transport: Transport
  /** In the order of arrival. */
  readonly arrived: readonly Arrived[]
  /** `host METHOD path` of each, without queries. */
  readonly lines: () => readonly string[]
  /** What of a host's requests holds one of these texts, as it is or in Base64. */
  readonly leaks: (host: string, secrets: readonly string[]) => readonly Arrived[]
}

const running: Server[] = []

/** Starts them all, on 127.0.0.2, 127.0.0.3 and so on. One that is written as `http://host` does not speak https. */
export async function serveHosts(hosts: Readonly<Record<string, Answer>>): Promise<LoopbackHosts> {
  const arrived: Arrived[] = []
  const places = new Map<string, string>()
  for (const [index, [name, answer]] of Object.entries(hosts).entries())
    places.set(
      name,
      await serve(`127.0.0.${index + 2}`, name.replace('http://', ''), (request) => {
        arrived.push(request)
        return answer(request)
      }),
    )
  return {
    transport: leadingTo(places),
    arrived,
    lines: () => arrived.map(({ host, method, path }) => `${host} ${method} ${path.replace(/\?.*/, '')}`),
    leaks: (host, secrets) =>
      arrived.filter((request) => request.host === host && secrets.some((secret) => holds(request, secret))),
  }
}

export async function closeHosts(): Promise<void> {
  await Promise.all(
    running.splice(0).map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve)
          server.closeAllConnections()
        }),
    ),
  )
}

async function serve(address: string, host: string, answer: Answer): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const request = await see(incoming, host)
      const { status, headers, body = '' } = answer(request)
      outgoing.writeHead(status, headers)
      outgoing.end(request.method === 'HEAD' ? undefined : body)
    }
    respond().catch(() => outgoing.destroy())
  })
  running.push(server)
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const bound = server.address()
  return `${address}:${typeof bound === 'object' ? bound?.port : ''}`
}

async function see(incoming: IncomingMessage, host: string): Promise<Arrived> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  )
  const { method = '', url: path = '' } = incoming
  const { [meant]: protocol = '', ...others } = headers
  return { host, protocol, method, path, headers: others, body: Buffer.concat(chunks).toString('utf8') }
}

/** A header between the transport and the servers. */
const meant = 'x-meant-protocol'

function leadingTo(places: ReadonlyMap<string, string>): Transport {
  const real = createTransport()
  return {
    ...real,
    open: (request, signal) => {
      const { host, protocol, pathname, search } = request.url
      const plain = places.get(`http://${host}`)
      if (plain !== undefined && protocol === 'https:')
        return Promise.reject(Object.assign(new Error(`${host} speaks no https`), { code: 'ECONNREFUSED' }))
      const place = plain ?? places.get(host)
      if (place === undefined)
        return Promise.reject(Object.assign(new Error(`there is no ${host}`), { code: 'ENOTFOUND' }))
      const url = new URL(`${pathname}${search}`, `http://${place}`)
      return real.open({ ...request, url, headers: { ...request.headers, [meant]: protocol } }, signal)
    },
  }
}

function holds({ path, headers, body }: Arrived, secret: string): boolean {
  const said = [path, body, ...Object.values(headers)].flatMap((text) => [
    text,
    decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, '%25')),
    ...text.split(/\s+/).map((word) => Buffer.from(word, 'base64').toString('utf8')),
  ])
  return said.some((text) => text.includes(secret))
}
