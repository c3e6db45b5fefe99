/** A small OCI registry on loopback, held in memory: the demo runs on it, and tests look over its shoulder. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Digest, Tag } from '../../model/reference.ts'
import type { Pushed } from './contents.ts'
import { write, type Fault } from './faults.ts'
import { createGuard, type Guard, type StandInAuth } from './guard.ts'
import { pages, type Listing } from './listing.ts'
import { answer } from './protocol.ts'
import { createShelf } from './shelf.ts'

export { type Content, makeContent, makeImage, type Pushed } from './contents.ts'
export type { Fault } from './faults.ts'
export type { Guard, StandInAuth } from './guard.ts'
export { type Listing, placeBehind, sortedOnce, type TagsQuestion } from './listing.ts'
export { failure, json, type Reply } from './reply.ts'

export interface RegistryStandInOptions {
  /** Tags of repositories, to begin with. */
  readonly repositories?: Readonly<Record<string, readonly string[]>>
  /** Who may read; everybody unless told otherwise. */
  readonly auth?: StandInAuth
  /** Another way to let people in than `auth` knows. */
  readonly guard?: Guard
  /** The most tags on a page, whatever is asked for. Without it a page is as long as was asked for. */
  readonly pageSize?: number
  /** Another way to list tags than the specification's. */
  readonly listing?: Listing
  /** Milliseconds before each answer. */
  readonly latency?: number
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

export interface RegistryStandIn {
  /** Its root, as in `http://127.0.0.1:40123`. */
  readonly url: string
  /** Host and port, as image names have them. */
  readonly host: string
  /** Every request so far, in order of arrival. */
  readonly requests: readonly SeenRequest[]
  /** Puts these tags, and no others, into a repository. An image's bytes follow from its repository, tag and labels. */
  setTags(repository: string, tags: readonly string[], labels?: Readonly<Record<string, string>>): void
  /** Adds an image under a tag; gives the digest of its manifest. */
  push(repository: string, tag: Tag, pushed: Pushed): Digest
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
  const guard = options.guard ?? createGuard(options.auth ?? { kind: 'none' })
  const listing = options.listing ?? pages(options.pageSize)

  const server = createServer((incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const request = await see(incoming)
      requests.push(request)
      const fault = options.onRequest?.(request)
      const reply =
        guard.check(request, `http://${request.headers['host'] ?? ''}`) ?? answer(request, shelf, listing)
      if (options.latency !== undefined) await setTimeout(options.latency)
      write(outgoing, request.method, { reply, fault })
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
    push: shelf.push,
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
