/** What a sender is told: a status and JSON. Who is not proven learns nothing but that. */
import type { Started } from './relay-ports.ts'

/** What came of a request. */
export type Outcome =
  | { readonly kind: 'unknown-path' }
  | { readonly kind: 'wrong-method'; readonly allow: string }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'broken' }
  | { readonly kind: 'not-proven' }
  | { readonly kind: 'wrong-type' }
  | { readonly kind: 'malformed'; readonly wanted: string }
  /** Taken, and nothing follows from it. */
  | { readonly kind: 'idle'; readonly why: string }
  | { readonly kind: 'started'; readonly images: readonly string[]; readonly starts: readonly Started[] }
  | { readonly kind: 'not-forwarded' }
  | { readonly kind: 'health'; readonly isReady: boolean }

/** Every answer is JSON and is kept by no cache. */
export function answer(outcome: Outcome): Response {
  const { status, body, headers = {} } = said(outcome)
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

interface Said {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

function said(outcome: Outcome): Said {
  switch (outcome.kind) {
    case 'unknown-path':
      return refusal(404, 'There is nothing here.')
    case 'wrong-method':
      return { ...refusal(405, `Wanted ${outcome.allow}.`), headers: { allow: outcome.allow } }
    case 'too-slow':
      return closing(refusal(408, 'The body did not come in time.'))
    case 'too-large':
      return closing(refusal(413, 'The body is too large; wanted at most 1 MiB.'))
    case 'broken':
      return closing(refusal(400, 'The body did not come to its end.'))
    case 'not-proven':
      return refusal(401, 'Not authenticated.')
    case 'wrong-type':
      return refusal(
        415,
        'Wanted JSON: content type application/json or one that ends in +json, not encoded.',
      )
    case 'malformed':
      return refusal(400, `Wanted ${outcome.wanted}.`)
    case 'idle':
      return { status: 202, body: { starts: [], why: outcome.why } }
    case 'started':
      return { status: 202, body: { images: outcome.images, starts: outcome.starts } }
    case 'not-forwarded':
      return {
        ...refusal(503, 'GitHub did not take it; please send it again.'),
        headers: { 'retry-after': '60' },
      }
    case 'health':
      return outcome.isReady
        ? { status: 200, body: { status: 'ready' } }
        : { status: 503, body: { status: 'stopping' } }
  }
}

function refusal(status: number, message: string): Said {
  return { status, body: { message } }
}

/** What is left of the body would be read for nothing. */
function closing(refused: Said): Said {
  return { ...refused, headers: { connection: 'close' } }
}
