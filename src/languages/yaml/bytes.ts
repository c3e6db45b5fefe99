/** Bytes of YAML text: the characters that mean something, and text out of a span. */

export const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
export const space = 0x20
export const doubleQuote = 0x22
export const hash = 0x23
export const singleQuote = 0x27
export const hyphen = 0x2d
export const colon = 0x3a
export const backslash = 0x5c

/** Stands for the byte after the last one. */
export const end = -1

/** A byte order mark, as UTF-8 has it. */
export const byteOrderMark = [0xef, 0xbb, 0xbf] as const

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** The text of a span; bytes that are no UTF-8 come out as replacement characters. */
export function textAt(bytes: Uint8Array, from: number, to: number): string {
  return utf8.decode(bytes.subarray(from, to))
}

/** The byte at an offset, or `end`. */
export function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? end
}

export function isBlank(byte: number): boolean {
  return byte === space || byte === tab
}

export function isBreak(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn
}

/** A blank, a line break or the end. */
export function isGap(byte: number): boolean {
  return byte === space || byte === lineFeed || byte === tab || byte === carriageReturn || byte === end
}

/** The offset after the line break at `offset`; CR LF is one break. */
export function afterBreak(bytes: Uint8Array, offset: number): number {
  return bytes[offset] === carriageReturn && bytes[offset + 1] === lineFeed ? offset + 2 : offset + 1
}

/** The offset of the line's end: its break, or the end of the text. */
export function lineEnd(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (at < bytes.length && !isBreak(byteAt(bytes, at))) at++
  return at
}

/** The offset at which the line of an offset begins. */
export function lineStart(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (at > 0 && !isBreak(byteAt(bytes, at - 1))) at--
  return at === 0 && startsWithMark(bytes) ? byteOrderMark.length : at
}

/** How many lines end between two offsets. */
export function countBreaks(bytes: Uint8Array, from: number, to: number): number {
  let breaks = 0
  for (let at = lineEnd(bytes, from); at < to; at = lineEnd(bytes, afterBreak(bytes, at))) breaks++
  return breaks
}

/** The column of an offset, 1-based, in UTF-16 units. */
export function columnOf(bytes: Uint8Array, offset: number): number {
  return textAt(bytes, lineStart(bytes, offset), offset).length + 1
}

/** The ASCII characters of a text, as bytes. */
export function bytesOf(characters: string): ReadonlySet<number> {
  return new Set(new TextEncoder().encode(characters))
}

export function startsWithMark(bytes: Uint8Array): boolean {
  return byteOrderMark.every((byte, index) => bytes[index] === byte)
}

/** Is it `---` or `...` with a gap behind? Asked at the beginning of a line only. */
export function isDocumentMark(bytes: Uint8Array, offset: number): boolean {
  const first = byteAt(bytes, offset)
  if (first !== hyphen && first !== 0x2e) return false
  return bytes[offset + 1] === first && bytes[offset + 2] === first && isGap(byteAt(bytes, offset + 3))
}
