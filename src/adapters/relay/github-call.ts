/** One question to GitHub's REST API, by nothing but `fetch`: the relay also runs where there is no Node. */
import { findJson } from '../../model/json.ts'
import { z } from 'zod'
import { printable } from '../../model/printable.ts'
import type { Problem, ProblemCode } from '../../model/problem.ts'
import type { Try } from '../../relay/patience.ts'

/** Where GitHub is, and how it is asked. */
export interface GitHubConnection {
  /** As in GITHUB_API_URL. */
  readonly api: string
  readonly fetch: typeof fetch
  readonly now: () => Date
}

/** One request. */
export interface Question {
  readonly method: 'GET' | 'POST'
  /** Below the API, encoded. */
  readonly path: string
  /** Behind `Bearer`. */
  readonly token: string
  readonly body?: object
  /** Follows "GitHub refused to": `start image-bump.yaml in acme/gitops`. */
  readonly to: string
}

/** What GitHub answered, or why another try may help or not. */
export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly json: unknown }
  | Extract<Try, { readonly kind: 'refused' | 'failed' }>

/** `acme/gitops` as a part of a path. */
export function repositoryPath(repository: string): string {
  return repository.split('/').map(encodeURIComponent).join('/')
}

/** In milliseconds, for one try. */
const timeLimit = 10_000

/** What GitHub answered with status 2xx, or why it did not. Redirects are not followed: a token goes nowhere but to the API. */
export async function askGitHub(
  { api, fetch, now }: GitHubConnection,
  { method, path, token, body, to }: Question,
): Promise<Reply> {
  try {
    const response = await fetch(`${api.replace(/\/+$/, '')}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimit),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'image-bump-relay',
        'x-github-api-version': '2022-11-28',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const json = findJson(await response.text())
    const { status, headers } = response
    if (response.ok) return { kind: 'answered', status, json }
    return explain({ status, headers, said: messageOf(json) }, to, now())
  } catch (thrown) {
    return failed('github-failed', `GitHub could not be reached to ${to}: ${reasonOf(thrown)}.`)
  }
}

interface Refusal {
  readonly status: number
  readonly headers: Headers
  readonly said: string
}

/** docs.github.com, "Rate limits for the REST API": 403 or 429, with retry-after or with nothing left until a reset. */
function explain({ status, headers, said }: Refusal, to: string, now: Date): Reply {
  const text = `${to} (${status})${said === '' ? '' : `: ${said}`}`
  const wait = waitOf(headers, now)
  const isLimit = status === 429 || (status === 403 && (wait !== undefined || /rate limit/i.test(said)))
  if (isLimit)
    return failed('rate-limited', `GitHub limits the rate of requests and did not ${text}`, wait ?? 60_000)
  if (status >= 500) return failed('github-failed', `GitHub failed to ${text}`, wait)
  return { kind: 'refused', problem: problem(codeOf(status), `GitHub refused to ${text}`) }
}

function codeOf(status: number): ProblemCode {
  if (status === 401) return 'token-refused'
  return status === 403 ? 'permission-missing' : 'github-refused'
}

/** In milliseconds; undefined where GitHub names no time. */
function waitOf(headers: Headers, now: Date): number | undefined {
  const after = headers.get('retry-after') ?? ''
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000
  const reset = headers.get('x-ratelimit-reset') ?? ''
  if (headers.get('x-ratelimit-remaining') !== '0' || !/^\d{1,11}$/.test(reset)) return undefined
  return Math.max(Number(reset) * 1000 - now.getTime(), 0)
}

function failed(code: ProblemCode, message: string, wait?: number): Reply {
  return { kind: 'failed', problem: problem(code, message), ...(wait !== undefined && { wait }) }
}

function problem(code: ProblemCode, message: string): Problem {
  return { code, level: 'error', message }
}

const githubError = z.object({ message: z.string() })

function messageOf(json: unknown): string {
  return printable(githubError.safeParse(json).data?.message ?? '').slice(0, 300)
}

const platformError = z.object({ message: z.string().catch(''), cause: z.unknown().optional() })

/** The text of the deepest cause: `fetch failed` alone says nothing. */
function reasonOf(thrown: unknown): string {
  const { message = '', cause } = platformError.safeParse(thrown).data ?? {}
  if (cause !== undefined && cause !== null) return reasonOf(cause)
  return message === '' ? 'no reason given' : printable(message)
}
