/** A small OCI registry on loopback, held in memory: the demo runs on it, and tests look over its shoulder. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Digest } from '../../model/reference.ts'
import { createGuard, type StandInAuth } from './guard.ts'
import { answer } from './protocol.ts'
import type { Reply } from './reply.ts'
import { createShelf } from './shelf.ts'

export type { StandInAuth } from './guard.ts'

export interface RegistryStandInOptions {
  /** Tags of repositories, to begin with. */
  readonly repositories?: Readonly<Record<string, readonly string[]>>
  /** Who may read; everybody unless told otherwise. */
  readonly auth?: StandInAuth
  /** The most tags on a page, whatever is asked for. Without it a page is as long as was asked for. */
  readonly pageSize?: number
  /** Looks at every request first, and may spoil its answer. */
  readonly onRequest?: (request: SeenRequest) => Fault | undefined
}

/** A request as it came in. */
export interface SeenRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What goes wrong with an answer. */
export type Fault =
  /** This is said instead. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** The connection ends without a word. */
  | { readonly kind: 'drop' }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'truncate' }

export interface RegistryStandIn {
  /** Its root, as in `http://127.0.0.1:40123`. */
  readonly url: string
  /** Host and port, as image names have them. */
  readonly host: string
  /** Every request so far, in order of arrival. */
  readonly requests: readonly SeenRequest[]
  /** Puts these tags, and no others, into a repository. An image's bytes follow from its repository, tag and labels. */
  setTags(repository: string, tags: readonly string[], labels?: Readonly<Record<string, string>>): void
  /** What a tag points to, or undefined when it is not there. */
  findDigest(repository: string, tag: string): Digest | undefined
  /** Makes every bearer token worthless that was given out so far. */
  revokeTokens(): void
  close(): Promise<void>
}

/** Starts a registry on a free port of 127.0.0.1. */
export async function serveRegistry(options: RegistryStandInOptions = {}): Promise<RegistryStandIn> {
  const shelf = createShelf()
  const requests: SeenRequest[] = []
  for (const [repository, tags] of Object.entries(options.repositories ?? {})) shelf.setTags(repository, tags)
  const guard = createGuard(options.auth ?? { kind: 'none' })

  const server = createServer((incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const request = await see(incoming)
      requests.push(request)
      const fault = options.onRequest?.(request)
      const reply = guard.check(request, `http://${request.headers['host'] ?? ''}`)
      write(outgoing, request.method, { reply: reply ?? answer(request, shelf, options.pageSize), fault })
    }
    respond().catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${portOf(server.address())}`

  return {
    url: `http://${host}`,
    host,
    requests,
    setTags: shelf.setTags,
    findDigest: shelf.findDigest,
    revokeTokens: guard.revokeTokens,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function see(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ])
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

function write(
  outgoing: ServerResponse,
  method: string,
  { reply, fault }: { readonly reply: Reply; readonly fault: Fault | undefined },
): void {
  if (fault?.kind === 'drop') {
    outgoing.destroy()
    return
  }
  const { status, headers, body = '' } = fault?.kind === 'answer' ? fault : reply
  const bytes = Buffer.from(body)
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.length })
  if (fault?.kind === 'truncate')
    outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy())
  else outgoing.end(method === 'HEAD' ? undefined : bytes)
}
