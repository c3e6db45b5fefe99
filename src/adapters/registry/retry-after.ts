/** When a server wants to be asked again. */
import { readRemaining } from './allowance.ts'

/**
 * The time that `Retry-After` names (RFC 9110, 10.2.3: seconds or a date). Docker Hub sends a Unix time in seconds; a
 * number above 10^8 is taken for one, and `x-retry-after` for the same. Where nothing is left until a reset, that is the
 * time (GitLab, GitHub). Undefined without a header that can be read.
 */
export function readRetryAfter(headers: Headers, now: Date): Date | undefined {
  const text = (findHeader(headers) ?? '').trim()
  const seconds = Number(text)
  // Date.parse would find a time in `-5`, too; an HTTP date begins with the day of the week.
  if (!/^\d+$/.test(text))
    return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? asDate(Date.parse(text)) : undefined
  return asDate(seconds > 1e8 ? seconds * 1000 : now.getTime() + seconds * 1000)
}

function findHeader(headers: Headers): string | null {
  const reset = headers.get('ratelimit-reset') ?? headers.get('x-ratelimit-reset')
  return (
    headers.get('retry-after') ??
    headers.get('x-retry-after') ??
    (readRemaining(headers) === 0 ? reset : null)
  )
}

function asDate(time: number): Date | undefined {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? undefined : date
}
