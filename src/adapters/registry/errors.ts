/** Problems of registries: what answered, for which image, and what that means. */
import { z } from 'zod'
import { ProblemError, type Level, type ProblemCode } from '../../model/problem.ts'
import type { HttpAnswer } from './exchange.ts'
import { readRetryAfter } from './retry-after.ts'

/** What a message is about. */
export interface Subject {
  /** The host that was asked, with its port. */
  readonly host: string
  /** The image, or the image with its tag, as a person wrote it. */
  readonly image: string
  /** Whose login was used, as in "without a login". */
  readonly login?: string
}

/** A subject, and the time at which it answered. */
export interface AskedSubject extends Subject {
  readonly now: Date
  /** Was it the login itself that was not accepted? */
  readonly refusesLogin?: boolean | undefined
}

/** A single problem about one image on one host. */
export function registryProblem(code: ProblemCode, message: string, level: Level = 'error'): ProblemError {
  return new ProblemError([{ code, level, message }])
}

/**
 * What an answer means that is not the one wanted. `missing` is the code for 404.
 * A server that may do better in a moment gives a warning, all else an error.
 */
export function answerProblem(
  answer: HttpAnswer,
  subject: AskedSubject,
  missing: 'repository-not-found' | 'digest-not-found' = 'repository-not-found',
): ProblemError {
  const { host, image, login = 'without a login', now } = subject
  const said = `${answer.status}${after(': ', errorText(answer))}`
  switch (answer.status) {
    case 401:
    case 403:
      return subject.refusesLogin === true
        ? registryProblem(
            'login-refused',
            `${host} did not accept the login when asked about ${image} ${login} (${said}).`,
          )
        : registryProblem(
            'registry-refused',
            `${host} refused ${image}, asked ${login} (${said}). It does not exist, or this login may not read it.`,
          )
    case 404:
      return registryProblem(missing, `${host} does not know ${image}, asked ${login} (${said}).`)
    case 429:
      return registryProblem(
        'rate-limited',
        `${host} has had too many requests (${said})${until(answer.headers, now)}; ${image} was not read.`,
        'warning',
      )
    default:
      return otherProblem(answer.status, { host, image, said })
  }
}

function otherProblem(
  status: number,
  { host, image, said }: Subject & { readonly said: string },
): ProblemError {
  if (status === 408 || status === 499 || status >= 500)
    return registryProblem(
      'registry-failed',
      `${host} failed when asked about ${image} (${said}).`,
      'warning',
    )
  if (status < 400)
    return registryProblem(
      'not-a-registry',
      `${host} did not answer about ${image} as a registry does (${said}).`,
    )
  return registryProblem('registry-failed', `${host} does not accept the question about ${image} (${said}).`)
}

/** The error codes in an answer's body, where it is one of the distribution protocol ("Error Codes"). */
export function findErrorCodes(answer: HttpAnswer): readonly string[] | undefined {
  return findErrors(answer)?.map((error) => error.code ?? '')
}

function findErrors(answer: HttpAnswer): z.infer<typeof errorBody>['errors'] | undefined {
  const parsed = errorBody.safeParse(findJson(answer.body))
  return parsed.success ? parsed.data.errors : undefined
}

const errorBody = z.object({
  errors: z
    .array(
      z.object({
        code: z.string().optional().catch(undefined),
        message: z.string().optional().catch(undefined),
      }),
    )
    .min(1),
})
const otherBody = z.object({ message: z.string() })

/** What JSON text says, or undefined when it is none. */
export function findJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** The server's own words, short and fit to print. Pages for browsers say nothing. */
function errorText(answer: HttpAnswer): string {
  const [error] = findErrors(answer) ?? []
  if (error !== undefined) return plain([error.code, error.message].filter(Boolean).join(' '))
  const other = otherBody.safeParse(findJson(answer.body))
  const text = other.success ? other.data.message : new TextDecoder().decode(answer.body)
  return text.trimStart().startsWith('<') ? '' : plain(text)
}

/** One line of at most 300 characters, without control characters and without what follows a `?` in URLs. */
export function plain(text: string): string {
  return text
    .slice(0, 2_000)
    .replace(/(https?:\/\/[^\s"'?]*)\?[^\s"']*/g, '$1?…')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 300)
}

/** When to ask again, in words. A time that has gone by says nothing, and one far away is not worth its figures. */
function until(headers: Headers, now: Date): string {
  const time = readRetryAfter(headers, now)
  const seconds = time === undefined ? 0 : Math.ceil((time.getTime() - now.getTime()) / 1000)
  if (time === undefined || seconds <= 0) return ''
  if (seconds > 7 * 24 * 3600) return ' and asks for more than a week of patience'
  return seconds > 3600
    ? ` and asks for patience until ${time.toISOString()}`
    : ` and asks for ${seconds} seconds of patience`
}

function after(separator: string, text: string): string {
  return text === '' ? '' : `${separator}${text}`
}
