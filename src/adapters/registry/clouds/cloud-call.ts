/** One question to a cloud, and its answer or what the cloud said instead. */
import type { z } from 'zod'
import type { Clock } from '../../../ports.ts'
import { findJson, plain, registryProblem } from '../errors.ts'
import type { HttpAnswer, HttpRequest } from '../exchange.ts'
import type { Secrets } from '../secrets.ts'

/** What a cloud login may use of the world. */
export interface CloudContext {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>
  readonly secrets: Secrets
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  /** The registry that the login is for, for messages. */
  readonly registry: string
}

/** A login that a cloud gave. */
export interface Minted {
  readonly username: string
  readonly password: string
  readonly goodUntil: Date
}

export interface CloudRequest<T> {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** What a good answer looks like. */
  readonly shape: z.ZodType<T>
}

/** Sends, follows no redirect, and reads JSON. Throws `cloud-login-failed` with the words of the cloud. */
export async function callCloud<T>(
  { method, url, headers, body, shape }: CloudRequest<T>,
  { send, registry }: CloudContext,
): Promise<T> {
  const answer = await send({
    method,
    url: new URL(url),
    headers: { accept: 'application/json', ...headers },
    ...(body !== undefined && { body }),
    limit: 256 * 1024,
    image: `a login for ${registry}`,
  })
  const { host } = new URL(url)
  if (answer.status !== 200) throw cloudFailure(`${host} answered ${answer.status}${wordsOf(answer)}`)
  const read = shape.safeParse(findJson(answer.body))
  if (!read.success) throw cloudFailure(`${host} answered with something that is no login`)
  return read.data
}

/** A form, as OAuth 2 has it. */
export function formOf(fields: Readonly<Record<string, string>>): {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
} {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  }
}

/** A login that cannot be had is a warning: the image may be public. */
export function cloudFailure(message: string): Error {
  return registryProblem('cloud-login-failed', message, 'warning')
}

/** Where clouds put the code and the words of an error: AWS's query and JSON protocols, Google, OAuth 2 (RFC 6749, 5.2), ACR, GitHub. */
const places: readonly (readonly string[])[] = [
  ['Error', 'Code'],
  ['Error', 'Message'],
  ['__type'],
  ['error', 'status'],
  ['error', 'message'],
  ['errors', '0', 'code'],
  ['errors', '0', 'message'],
  ['error'],
  ['error_description'],
  ['message'],
  ['Message'],
]

function wordsOf({ body }: HttpAnswer): string {
  const json = findJson(body)
  const words = places.map((place) => place.reduce(below, json)).filter((word) => typeof word === 'string')
  return words.length === 0 ? '' : `: ${plain(words.join(' '))}`
}

function below(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined
}
