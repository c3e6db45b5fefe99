/** What comes over the wire and what goes back, as values. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'

export interface GitHubRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  /** The path without `/api/v3` or `/api`, as GitHub's documentation names it. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The JSON of the body; undefined when there is none, `not JSON` when it is something else, bytes for Git's own protocol. */
  readonly body: unknown
  /** Of `Bearer`, `token`, or the password of `Basic`, as Git sends it; empty when there is none. */
  readonly token: string
  readonly serverUrl: string
  /** What the API's addresses in the answer begin with. */
  readonly apiUrl: string
}

export interface GitHubAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; text is sent as it stands, as HTML; bytes with the type that the headers say. */
  readonly body?: unknown
}

/** Answers a request; undefined drops the connection without a word. */
export type GitHubHandler = (request: GitHubRequest) => Promise<GitHubAnswer | undefined>

/** The fields of a JSON object; of anything else there are none. */
export function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? { ...json } : {}
}

/** A field's text, or undefined when it is absent or something else. */
export function textOf(json: unknown, field: string): string | undefined {
  const value = fieldsOf(json)[field]
  return typeof value === 'string' ? value : undefined
}

/** Reads a request to its end. */
export async function readRequest(incoming: IncomingMessage): Promise<GitHubRequest> {
  const serverUrl = `http://${incoming.headers.host ?? '127.0.0.1'}`
  const { pathname, searchParams } = new URL(incoming.url ?? '/', serverUrl)
  const prefix = /^\/api\/v3(?=\/|$)/.exec(pathname)?.[0] ?? ''
  return {
    method: incoming.method ?? 'GET',
    url: incoming.url ?? '/',
    path: pathname === '/api/graphql' ? '/graphql' : pathname.slice(prefix.length),
    query: searchParams,
    headers: incoming.headers,
    body: isGitPath(pathname) ? await readBytes(incoming) : readJson(await readBytes(incoming)),
    token: tokenOf(incoming.headers.authorization ?? ''),
    serverUrl,
    apiUrl: `${serverUrl}${prefix}`,
  }
}

/** Sends the answer and ends the exchange. */
export function sendAnswer(outgoing: ServerResponse, answer: GitHubAnswer | undefined): void {
  if (answer === undefined) {
    outgoing.destroy()
    return
  }
  const { status, headers = {}, body } = answer
  const isText = typeof body === 'string'
  const type = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  const isAsIs = isText || Buffer.isBuffer(body)
  outgoing.writeHead(status, { 'content-type': type, ...headers })
  outgoing.end(body === undefined ? undefined : isAsIs ? body : JSON.stringify(body))
}

/** Git's smart protocol, as for `git clone http://host/owner/name.git`. */
export function isGitPath(path: string): boolean {
  return /^\/[^/]+\/[^/]+\/(?:info\/refs|git-upload-pack|git-receive-pack)$/.test(path)
}

function tokenOf(authorization: string): string {
  const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(authorization) ?? []
  if (/^(?:bearer|token)$/i.test(scheme)) return value
  return /^basic$/i.test(scheme)
    ? Buffer.from(value, 'base64')
        .toString()
        .replace(/^[^:]*:/, '')
    : ''
}

async function readBytes(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'))
    return json
  } catch {
    return 'not JSON'
  }
}
