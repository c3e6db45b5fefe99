/** One request and its answer over `fetch`: body, silence and time bounded, redirects left alone. */
import { outOfTime } from './out-of-time.ts'

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
}

/** In milliseconds. */
export interface Patience {
  /** How long a host may say nothing at all. */
  readonly silence: number
  /** How long it may take from the request to the end of the answer, however busily it talks. */
  readonly request: number
}

/** One request and its answer. Rejects when the connection fails, or when patience ends. */
export async function exchange(request: HttpRequest, patience: Patience): Promise<HttpAnswer> {
  const ending = new AbortController()
  const silent = setTimeout(
    () => ending.abort(new Error(`no answer within ${patience.silence / 1000} s`)),
    patience.silence,
  )
  const late = setTimeout(
    () => ending.abort(outOfTime(`the answer did not end within ${patience.request / 1000} s`)),
    patience.request,
  )
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
      redirect: 'manual',
      signal: ending.signal,
    })
    const { status, headers } = response
    const body = await readBody(response, request.limit, () => silent.refresh())
    return { status, headers, url: request.url, ...body }
  } finally {
    clearTimeout(silent)
    clearTimeout(late)
  }
}

async function readBody(
  response: Response,
  limit: number,
  heard: () => void,
): Promise<Pick<HttpAnswer, 'body' | 'cut'>> {
  const chunks: Uint8Array[] = []
  let size = 0
  const parts: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? []
  for await (const bytes of parts) {
    heard()
    chunks.push(bytes.subarray(0, limit - size))
    size += bytes.length
    // Leaving the loop cancels the rest of the body.
    if (size > limit) break
  }
  return { body: Buffer.concat(chunks), cut: size > limit }
}
