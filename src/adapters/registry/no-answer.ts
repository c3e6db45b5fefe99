/** What it means that a request got no answer: nobody there, nobody who speaks HTTP, or nothing that could be read to its end. */
import { z } from 'zod'
import type { ProblemError } from '../../model/problem.ts'
import { plain, registryProblem, type Subject } from './errors.ts'

/** The problem behind what `fetch` threw. */
export function noAnswerProblem({ host, image }: Subject, thrown: unknown): ProblemError {
  const { code, reason } = readFailure(thrown)
  if (code === 'HPE_INVALID_CONSTANT')
    return registryProblem(
      'not-a-registry',
      `${host} was asked about ${image} and answered with something that is not HTTP.`,
    )
  // Codes of Node's HTTP parser, of zlib and of Brotli.
  if (/^(HPE|Z|ERR_BROTLI|ERR__ERROR|UND_ERR_HEADERS)_/.test(code))
    return registryProblem(
      'registry-failed',
      `${host} was asked about ${image}, and its answer could not be read: ${plain(reason)}.`,
      'warning',
    )
  return registryProblem(
    'registry-unreachable',
    `${host} could not be asked about ${image}: ${plain(reason)}.`,
    'warning',
  )
}

/** Was there nobody at all to talk to? A connection that broke off may be the fault of one answer. */
export function isHostDown(thrown: unknown): boolean {
  return /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(
    readFailure(thrown).code,
  )
}

/** `fetch` hides what happened in the cause. */
function readFailure(thrown: unknown): { readonly code: string; readonly reason: string } {
  const { code, message, cause } = failure.parse(thrown)
  return {
    code: cause?.code || code || '',
    reason: cause?.message || cause?.code || message || 'no reason given',
  }
}

const text = z.string().optional().catch(undefined)
const failure = z
  .object({
    code: text,
    message: text,
    cause: z.object({ code: text, message: text }).optional().catch(undefined),
  })
  .catch({})
