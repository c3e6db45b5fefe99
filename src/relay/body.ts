/** Reads what a sender posts, so much of it and so long. */

/** GitHub's largest events about packages have some 100 KB, EventBridge's at most 256 KB. */
const mostBytes = 1024 * 1024

/** In milliseconds, for the whole of a body. */
export const bodyTime = 10_000

/** The whole body, or why there is none. */
export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'too-slow' }
  | { readonly kind: 'broken' }

/** What is told to be too long is not read at all; what lies about it is read to the limit. */
export async function readBody(request: Request, expired: AbortSignal): Promise<BodyReading> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) return { kind: 'too-large' }
  const reader = request.body?.getReader()
  if (reader === undefined) return { kind: 'read', bytes: new Uint8Array() }
  const late = new Promise<'late'>((resolve) => {
    if (expired.aborted) resolve('late')
    expired.addEventListener('abort', () => resolve('late'), { once: true })
  })
  try {
    const reading = await readAll(reader, late)
    if (reading.kind !== 'read') reader.cancel().catch(() => undefined)
    return reading
  } catch {
    // The sender went away, or its framing is no HTTP.
    return { kind: 'broken' }
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  late: Promise<'late'>,
): Promise<BodyReading> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const step = await Promise.race([reader.read(), late])
    if (step === 'late') return { kind: 'too-slow' }
    if (step.done) return { kind: 'read', bytes: joined(chunks, size) }
    size += step.value.length
    if (size > mostBytes) return { kind: 'too-large' }
    chunks.push(step.value)
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
