/** Problems of registries: what answered, for which image, and what that means. */
import { z } from 'zod'
import { ProblemError, type Level, type ProblemCode } from '../../model/problem.ts'
import type { HttpAnswer } from './exchange.ts'

/** What a message is about. */
export interface Subject {
  /** The host that was asked, with its port. */
  readonly host: string
  /** The image, or the image with its tag, as a person wrote it. */
  readonly image: string
  /** Whose login was used, as in "without a login". */
  readonly login?: string
}

/** A single problem about one image on one host. */
export function registryProblem(code: ProblemCode, message: string, level: Level = 'error'): ProblemError {
  return new ProblemError([{ code, level, message }])
}

/** `registry-unreachable`: there was no answer at all, or it broke off. */
export function unreachable({ host, image }: Subject, thrown: unknown): ProblemError {
  return registryProblem(
    'registry-unreachable',
    `${host} could not be asked about ${image}: ${plain(reasonOf(thrown))}.`,
    'warning',
  )
}

/**
 * What an answer means that is not the one wanted. `missing` is the code for 404.
 * A server that may do better in a moment gives a warning, all else an error.
 */
export function answerProblem(
  answer: HttpAnswer,
  subject: Subject,
  missing: 'repository-not-found' | 'digest-not-found' = 'repository-not-found',
): ProblemError {
  const { host, image, login = 'without a login' } = subject
  const said = `${answer.status}${after(': ', errorText(answer))}`
  switch (answer.status) {
    case 401:
    case 403:
      return registryProblem(
        'registry-refused',
        `${host} refused ${image}, asked ${login} (${said}). It does not exist, or this login may not read it.`,
      )
    case 404:
      return registryProblem(missing, `${host} does not know ${image}, asked ${login} (${said}).`)
    case 429:
      return registryProblem(
        'rate-limited',
        `${host} has had too many requests (${said})${until(answer)}; ${image} was not read.`,
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

/** When to ask again, as the server says it: seconds, a date, or (Docker Hub) a Unix time. */
function until({ headers }: HttpAnswer): string {
  const text = headers.get('retry-after') ?? ''
  const seconds = Number(text)
  if (!/^\d{1,12}$/.test(text)) return after(' and asks for patience until ', plain(text))
  if (seconds > 1e8) return ` and asks for patience until ${new Date(seconds * 1000).toISOString()}`
  return ` and asks for ${seconds} seconds of patience`
}

/** Was there nobody at all to talk to? A connection that broke off may be the fault of one answer. */
export function isHostDown(thrown: unknown): boolean {
  const { cause } = failure.parse(thrown)
  return /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(
    cause?.code ?? '',
  )
}

/** `fetch` hides what happened in the cause. */
function reasonOf(thrown: unknown): string {
  const { message, cause } = failure.parse(thrown)
  return cause?.message || cause?.code || message || 'no reason given'
}

const text = z.string().optional().catch(undefined)
const failure = z
  .object({ message: text, cause: z.object({ code: text, message: text }).optional().catch(undefined) })
  .catch({})

function after(separator: string, text: string): string {
  return text === '' ? '' : `${separator}${text}`
}
