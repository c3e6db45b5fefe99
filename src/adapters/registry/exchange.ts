/** One request and its answer: body, silence and time bounded, redirects left alone. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { readBody } from './transport/decoding.ts'
import { failure } from './transport/failure.ts'
import type { Transport } from './transport/transport.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** How many bytes of the answer's body are read. */
  readonly limit: number
  /** The image it is about, for messages. */
  readonly image: string
  /** When the answer must have ended, where that is sooner than any request must. */
  readonly until?: Date
  /** Does it ask for a list of tags? That is taken from few other hosts. */
  readonly isListing?: boolean
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
  /** Was the body longer than the limit? */
  readonly cut: boolean
  /** What answered. */
  readonly url: URL
  /** The proxy that could have written the answer itself, where one sent the request on. */
  readonly proxy?: string
}

/** In milliseconds. */
export interface Patience {
  /** How long a host may say nothing at all. */
  readonly silence: number
  /** How long it may take from the request to the end of the answer, however busily it talks. */
  readonly request: number
}

/** One request and its answer. Rejects when the connection fails, or when patience ends. */
export async function exchange(
  request: HttpRequest,
  patience: Patience,
  transport: Transport,
): Promise<HttpAnswer> {
  const ending = new AbortController()
  const silent = setTimeout(
    () => ending.abort(failure('SILENCE', `no answer within ${patience.silence / 1000} s`)),
    patience.silence,
  )
  const late = setTimeout(
    () => ending.abort(failure('OUT_OF_TIME', `the answer did not end within ${patience.request / 1000} s`)),
    patience.request,
  )
  try {
    const { status, headers, body: sent, proxy } = await transport.open(request, ending.signal)
    const read = await readBody(sent, {
      // The answer to HEAD says how a body would be coded, and has none.
      encoding: request.method === 'HEAD' ? '' : (headers.get('content-encoding') ?? ''),
      limit: request.limit,
      heard: () => silent.refresh(),
    })
    // undici has the connection ready one turn later; whoever asks sooner makes it open another.
    await nextTurn()
    return { status, headers, url: request.url, ...read, ...(proxy !== undefined && { proxy }) }
  } finally {
    clearTimeout(silent)
    clearTimeout(late)
  }
}
