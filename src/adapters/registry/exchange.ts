/** One request and its answer over `fetch`: the body bounded, silence ended, redirects left alone. */

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** How many bytes of the answer's body are read. */
  readonly limit: number
  /** The image it is about, for messages. */
  readonly image: string
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

/** One request and its answer. Rejects when the connection fails or stays silent for `patience` milliseconds. */
export async function exchange(request: HttpRequest, patience: number): Promise<HttpAnswer> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error(`no answer within ${patience / 1000} s`)), patience)
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      ...(request.body !== undefined && { body: request.body }),
      redirect: 'manual',
      signal: silence.signal,
    })
    const { status, headers } = response
    return {
      status,
      headers,
      url: request.url,
      ...(await readBody(response, request.limit, () => timer.refresh())),
    }
  } finally {
    clearTimeout(timer)
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
