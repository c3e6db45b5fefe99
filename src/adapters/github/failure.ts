/** What a failed request means for the person who reads the report. */
import { z } from 'zod'
import { ProblemError } from '../../model/problem.ts'
import type { ProblemCode } from '../../model/problem.ts'
import { readAnswerText, readableText } from './github-text.ts'
import { diagnose, type Refusal } from './refusals.ts'

/** What is asked of GitHub, in words for a message, and what the token must be allowed for it. */
export interface Wish {
  /** Follows "GitHub refused to": `update pull request #7`. */
  readonly to: string
  /** As in a workflow's `permissions`: `pull-requests: write`. */
  readonly permission: string
}

/** A wish with the secret that was sent along and must not show. */
export interface FailedWish extends Wish {
  readonly token: string
}

/** One entry of a GraphQL answer's `errors`; GitHub adds `type` to those of the specification. */
export interface GraphQLError {
  readonly type?: string | undefined
  readonly message?: string | undefined
  /** The field that is null for it (GraphQL specification, "Errors"). */
  readonly path?: readonly (string | number)[] | undefined
  /** The code says what a schema has not, as that of an older server. */
  readonly extensions?: { readonly code?: string | undefined } | undefined
}

/**
 * The parts of Octokit's RequestError that say what happened. No `response` means that no answer came. It is told by
 * its shape, as classes differ between copies of a package.
 */
const requestFailure = z.object({
  name: z.enum(['HttpError', 'AbortError']),
  status: z.number(),
  response: z.object({ headers: z.record(z.string(), z.unknown()), data: z.unknown() }).optional(),
})

type Headers = Readonly<Record<string, unknown>>

/** What errors of fetch and of node's sockets have. */
const platformError = z.object({
  message: z.string().catch(''),
  code: z.string().catch(''),
  cause: z.unknown().optional(),
})

/** The ProblemError for what Octokit threw. Anything that is not of its making is given back as it came. */
export function explainFailure(thrown: unknown, wish: FailedWish): unknown {
  const failure = requestFailure.safeParse(thrown)
  if (!failure.success) return thrown
  const { response, status } = failure.data
  if (response === undefined) return unreachable(thrown, wish)
  const text = readableText(readAnswerText(response.data), wish.token)
  if (isRateLimit(status, response.headers, text)) return rateLimited(response.headers, text, wish)
  if (isFailure(status)) {
    return problem('github-failed', `GitHub failed to ${withText(`${wish.to} (${status})`, text)}`)
  }
  return refused({ status, text, headers: response.headers }, { ...wish, to: `${wish.to} (${status})` })
}

/** What GitHub answered when it said no; undefined where it did not answer, failed, or said later. */
export function findRefusal(thrown: unknown, token: string): Refusal | undefined {
  const failure = requestFailure.safeParse(thrown)
  if (!failure.success || failure.data.response === undefined) return undefined
  const { status, response } = failure.data
  const refusal = {
    status,
    text: readableText(readAnswerText(response.data), token),
    headers: response.headers,
  }
  return isFailure(status) || isRateLimit(status, refusal.headers, refusal.text) ? undefined : refusal
}

/** The ProblemError for a GraphQL answer that came with status 200 and errors in it. */
export function explainGraphQLErrors(errors: readonly GraphQLError[], wish: FailedWish): ProblemError {
  const words = errors.map(({ message }) => message ?? 'no message').join('; ')
  const text = readableText(words, wish.token)
  if (errors.some(({ type }) => type === 'RATE_LIMITED')) return rateLimited({}, text, wish)
  const refusal = findGraphQLRefusal(errors, wish.token)
  return refusal
    ? refused(refusal, wish)
    : problem('github-failed', `GitHub failed to ${withText(wish.to, text)}`)
}

/** What GitHub said no to; undefined where it failed, or said later. */
export function findGraphQLRefusal(errors: readonly GraphQLError[], token: string): Refusal | undefined {
  const statuses = errors.flatMap(
    ({ type, extensions }) => refusingTypes.get(type ?? extensions?.code ?? '') ?? [],
  )
  const [status] = statuses.toSorted((one, other) => other - one)
  if (status === undefined || errors.some(({ type }) => type === 'RATE_LIMITED')) return undefined
  const words = errors.map(({ message }) => message ?? 'no message').join('; ')
  return { status, text: readableText(words, token), headers: {} }
}

/** The ProblemError for an answer of status 2xx that is not what GitHub answers: a proxy's page, a body cut short. */
export function explainMisreadAnswer(wish: Pick<Wish, 'to'>): ProblemError {
  return problem('github-failed', `What answered the request to ${wish.to} did not answer as GitHub does.`)
}

/** GraphQL's types of errors that no second try would cure, with graphql-ruby's codes for what a schema has not, and the status that REST has for each. */
const refusingTypes: ReadonlyMap<string, number> = new Map([
  ['undefinedField', 400],
  ['variableRequiresValidType', 400],
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['INSUFFICIENT_SCOPES', 403],
  ['NOT_FOUND', 404],
  ['STALE_DATA', 409],
  ['UNPROCESSABLE', 422],
  ['BRANCH_PROTECTION_RULE_VIOLATION', 422],
])

function refused(refusal: Refusal, wish: FailedWish): ProblemError {
  const { code, hint } = diagnose(refusal, wish.permission)
  return problem(code, `GitHub refused to ${withText(wish.to, refusal.text)}${hint}`)
}

function isFailure(status: number): boolean {
  return status < 400 || status >= 500
}

/** GitHub documentation, "Rate limits for the REST API": 403 or 429, with retry-after or with no request remaining. */
function isRateLimit(status: number, headers: Headers, text: string): boolean {
  if (status === 429) return true
  const isMarked = headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0'
  return status === 403 && (isMarked || /rate limit/i.test(text))
}

function rateLimited(headers: Headers, text: string, { to }: FailedWish): ProblemError {
  const message = `GitHub limits the rate of requests and did not ${withText(to, text)}${readEndOfLimit(headers)}`
  return problem('rate-limited', message)
}

/** When requests are answered again, as a sentence; empty where GitHub names no time. */
function readEndOfLimit(headers: Headers): string {
  const wait = String(headers['retry-after'])
  if (/^\d+$/.test(wait)) return ` It answers again in ${wait} seconds.`
  const reset = String(headers['x-ratelimit-reset'])
  const isEmpty = String(headers['x-ratelimit-remaining']) === '0'
  if (!isEmpty || !/^\d{1,11}$/.test(reset)) return ''
  return ` It answers again at ${new Date(Number(reset) * 1000).toISOString()}.`
}

function unreachable(thrown: unknown, { to, token }: FailedWish): ProblemError {
  const why = readableText(innermostReason(thrown), token)
  return problem('github-failed', `GitHub could not be reached to ${withText(to, why)}`)
}

/** The text of the deepest cause: `fetch failed` hides that the connection was refused. */
function innermostReason(thrown: unknown): string {
  const { message = '', code = '', cause } = platformError.safeParse(thrown).data ?? {}
  if (cause !== undefined && cause !== null) return innermostReason(cause)
  return [...new Set([message, code])].filter((word) => word !== '').join(', ') || 'no reason given'
}

/** Ends in one full stop, whether GitHub wrote it or not, or said nothing at all. */
function withText(said: string, text: string): string {
  if (text === '') return `${said}.`
  return `${said}: ${text}${/[.!?…]$/.test(text) ? '' : '.'}`
}

function problem(code: ProblemCode, message: string): ProblemError {
  const isPassing = code === 'github-failed' || code === 'rate-limited'
  return new ProblemError([{ code, level: isPassing ? 'warning' : 'error', message }])
}
