/** The body of an answer, decoded and bounded: neither what is sent nor what it unfolds to may be endless. */
import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { failure } from './failure.ts'

export interface Body {
  readonly body: Uint8Array
  /** Was it longer than the limit? */
  readonly cut: boolean
}

export interface Reading {
  /** What `Content-Encoding` says. */
  readonly encoding: string
  /** How many bytes are kept, after decoding. */
  readonly limit: number
  /** Told of every part that comes. */
  readonly heard: () => void
}

/**
 * Reads to the end or to the limit, and leaves the rest unread. Codings that we do not know, and did not ask for, are left
 * as they are.
 */
export async function readBody(sent: Readable, { encoding, limit, heard }: Reading): Promise<Body> {
  const decoder = decoders.get(encoding.trim().toLowerCase())
  if (decoder === undefined) return collect(sent, limit, heard)
  const parts = bounded(sent, limit, heard)
  const first = await parts.next()
  // No bytes at all are an empty body, though no coding would have it so.
  if (first.done === true) return { body: new Uint8Array(), cut: false }
  // The callback has nothing to do: what goes wrong reaches the one who reads.
  const decoded = pipeline(rejoin(first.value, parts), decoder(), () => undefined)
  return collect(decoded, limit, heard)
}

async function* rejoin<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* others
}

const decoders = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
])

async function collect(parts: AsyncIterable<Uint8Array>, limit: number, heard: () => void): Promise<Body> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const bytes of parts) {
    heard()
    chunks.push(bytes.subarray(0, limit - size))
    size += bytes.length
    // Leaving the loop cancels the rest of the body.
    if (size > limit) break
  }
  return { body: Buffer.concat(chunks), cut: size > limit }
}

/** Compressed bytes that unfold to nothing could come for ever. No coding makes a body much longer than it is. */
async function* bounded(
  parts: AsyncIterable<Uint8Array>,
  limit: number,
  heard: () => void,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const bytes of parts) {
    heard()
    size += bytes.length
    if (size > limit * 1.1 + 1024)
      throw failure('BODY_ENDLESS', `its body does not end within ${limit} bytes`)
    yield bytes
  }
}
