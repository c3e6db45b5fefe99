/** A text that is searched. The engine wants characters; bytes that are no UTF-8 stand as U+FFFD to it, and come back as they were. */
import { type Bytes, fromBytes, runesOf, toBytes } from '../text/bytes.ts'

export interface Searched {
  readonly text: string
  /** What stands between two places of the text, up to its end if no other is given. */
  readonly between: (start: number, end?: number) => Bytes
}

export function searched(bytes: Bytes): Searched {
  const text = fromBytes(bytes)
  if (toBytes(text) === bytes) return { text, between: (start, end) => toBytes(text.slice(start, end)) }
  // A character beyond the basic plane is two units of the text.
  const places = runesOf(bytes).flatMap(({ at, rune }) => (rune > 0xffff ? [at, at] : [at]))
  const byteAt = (place: number): number => places[place] ?? bytes.length
  return {
    text,
    between: (start, end = text.length) => bytes.slice(byteAt(start), byteAt(end)),
  }
}
