/** Where a quoted scalar ends. */
import {
  afterBreak,
  backslash,
  byteAt,
  bytesOf,
  doubleQuote,
  end,
  isBreak,
  isDocumentMark,
  singleQuote,
} from './bytes.ts'

export type QuotedScalar =
  | { readonly kind: 'closed'; readonly end: number; readonly breaks: number }
  | { readonly kind: 'broken'; readonly at: number; readonly message: string }

/** Hexadecimal digits after an escape; 0 for those of one letter. YAML 1.1, 5.6. */
const escapes = new Map<number, number>()
for (const letter of bytesOf('0abt\tnvfre "\'\\N_LP')) escapes.set(letter, 0)
escapes.set(0x78, 2).set(0x75, 4).set(0x55, 8)

/** Scans from the opening quote at `start` to behind the closing one. */
export function scanQuoted(bytes: Uint8Array, start: number): QuotedScalar {
  const quote = byteAt(bytes, start)
  let breaks = 0
  for (let at = start + 1; ;) {
    const byte = byteAt(bytes, at)
    if (byte === end) return { kind: 'broken', at: start, message: 'a quote is not closed' }
    if (isBreak(byte)) {
      at = afterBreak(bytes, at)
      breaks++
      if (isDocumentMark(bytes, at))
        return { kind: 'broken', at, message: 'a document ends inside of quotes' }
    } else if (byte === quote) {
      if (quote !== singleQuote || byteAt(bytes, at + 1) !== singleQuote)
        return { kind: 'closed', end: at + 1, breaks }
      at += 2
    } else if (byte === backslash && quote === doubleQuote) {
      const after = afterEscape(bytes, at)
      if (after === undefined)
        return { kind: 'broken', at, message: 'a backslash inside of double quotes begins no known escape' }
      at = after
    } else at++
  }
}

/** The offset behind an escape, or undefined if it is none. An escaped line break is left for the caller to count. */
function afterEscape(bytes: Uint8Array, at: number): number | undefined {
  const letter = byteAt(bytes, at + 1)
  if (isBreak(letter)) return at + 1
  const digits = escapes.get(letter)
  if (digits === undefined) return undefined
  for (let index = 0; index < digits; index++)
    if (!isHexadecimal(byteAt(bytes, at + 2 + index))) return undefined
  return at + 2 + digits
}

function isHexadecimal(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}
