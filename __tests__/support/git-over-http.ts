/** A Git server on loopback over HTTP, with a login, on top of `git http-backend`. */
import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gitEnvironment } from './real-repository.ts'

export interface GitServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  /** The Authorization headers of all requests, each as a list. */
  readonly authorizations: readonly (readonly string[])[]
  close(): Promise<void>
}

/** Serves the bare repositories in a folder to those who send this Authorization header; others get 401. */
export async function serveGit(folder: string, login: string): Promise<GitServer> {
  const authorizations: (readonly string[])[] = []
  const server = createServer((request, response) => {
    const sent = request.headersDistinct['authorization'] ?? []
    authorizations.push(sent)
    if (sent.length === 1 && sent[0] === login) passOn(folder, request, response)
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end('no')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    origin: `http://127.0.0.1:${port}`,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** RFC 3875: the request as variables and input; the answer as headers, an empty line, and the body. */
function passOn(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'somebody',
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      HTTP_GIT_PROTOCOL: request.headersDistinct['git-protocol']?.[0],
    },
  })
  const output: Buffer[] = []
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.on('close', () => answer(Buffer.concat(output), response))
}

function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n')
  let status = 200
  for (const line of output.toString('latin1', 0, end).split('\r\n')) {
    const [name = '', value = ''] = line.split(': ')
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
    else response.setHeader(name, value)
  }
  response.writeHead(status).end(output.subarray(end + 4))
}
