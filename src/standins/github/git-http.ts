/** Git's own protocol over HTTP, by `git http-backend`: clone, fetch, push. */
import { spawn } from 'node:child_process'
import { basename, dirname } from 'node:path'
import type { Account } from './account.ts'
import { readRefs } from './refs.ts'
import type { GitHubAnswer, GitHubRequest } from './exchange.ts'
import { announceMove } from './move-refs.ts'
import { pusherVariable } from './push-hook.ts'
import type { KnownRepository } from './record.ts'

/** What Git's clients are told when they sent no login, so that they send one. */
export const gitLogin: GitHubAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'Basic realm="GitHub"' },
  body: 'Repository not found.',
}

/** What they are told of a repository that is not there, or not theirs to see. */
export const noRepository: GitHubAnswer = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'Repository not found.',
}

/** Serves the repository; what a push moved is announced as if the API had moved it. */
export async function answerGit(
  repository: KnownRepository,
  request: GitHubRequest,
  account: Account,
): Promise<GitHubAnswer> {
  const isPush = request.path.endsWith('/git-receive-pack')
  const before = isPush ? readRefs(repository.directory, 'refs/') : new Map<string, string>()
  const answer = await runBackend(repository, request, account)
  if (!isPush) return answer
  const after = readRefs(repository.directory, 'refs/')
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    announceMove(repository, account, { ref: `refs/${name}`, from: before.get(name), to: after.get(name) })
  }
  return answer
}

/** RFC 3875: the request as variables and input; the answer as headers, an empty line, and the body. */
function runBackend(
  { directory }: KnownRepository,
  request: GitHubRequest,
  { login }: Account,
): Promise<GitHubAnswer> {
  const service = request.path.split('/').slice(3).join('/')
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_PROJECT_ROOT: dirname(directory),
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: login,
      [pusherVariable]: login,
      REQUEST_METHOD: request.method,
      PATH_INFO: `/${basename(directory)}/${service}`,
      QUERY_STRING: request.query.toString(),
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
      HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const output: Buffer[] = []
  child.stdin.on('error', () => undefined)
  child.stdin.end(Buffer.isBuffer(request.body) ? request.body : undefined)
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  return new Promise((resolve) => {
    child.on('close', () => resolve(readAnswer(Buffer.concat(output))))
  })
}

function readAnswer(output: Buffer): GitHubAnswer {
  const end = output.indexOf('\r\n\r\n')
  const lines = output.toString('latin1', 0, end).split('\r\n')
  const fields = lines.map((line) => {
    const colon = line.indexOf(': ')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)] as const
  })
  const { status = '200', ...headers }: Readonly<Record<string, string>> = Object.fromEntries(fields)
  return { status: Number.parseInt(status, 10), headers, body: output.subarray(end + 4) }
}
