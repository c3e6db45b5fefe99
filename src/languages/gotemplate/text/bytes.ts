/** Go's strings are bytes. Here such a string is a JavaScript string in which every character stands for one byte. */

/** Characters from U+0000 to U+00FF, one a byte: so length, order and cuts are those of Go. */
export type Bytes = string

/** A text as UTF-8. A lone surrogate becomes U+FFFD. */
export function toBytes(text: string): Bytes {
  if (isAscii(text)) return text
  let bytes = ''
  for (const sign of text) bytes += encodeRune(sign.codePointAt(0) ?? replacement)
  return bytes
}

/** The text of UTF-8; each byte that belongs to no character becomes U+FFFD. */
export function fromBytes(bytes: Bytes): string {
  if (isAscii(bytes)) return bytes
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at)
    text += String.fromCodePoint(rune)
    at += size
  }
  return text
}

/** Without these signs at its end. A pattern that ends in `+$` would look at long runs of them again and again. */
export function trimEnd(bytes: Bytes, signs: string): Bytes {
  let end = bytes.length
  while (end > 0 && signs.includes(bytes.charAt(end - 1))) end -= 1
  return bytes.slice(0, end)
}

/** A code point and how many bytes it takes. What is no UTF-8 is U+FFFD of one byte (Go: utf8.DecodeRune). */
export interface Rune {
  readonly rune: number
  readonly size: number
}

/** What Go puts in the place of bytes that are no UTF-8. */
export const replacement = 0xfffd

function isAscii(text: string): boolean {
  return /^[\0-\u007f]*$/.test(text)
}

/** The rune that begins at a byte before the end. */
export function decodeRune(bytes: Bytes, at: number): Rune {
  const first = bytes.charCodeAt(at)
  if (first < 0x80) return { rune: first, size: 1 }
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return wrong
  let rune = first & (0xff >> (size + 1))
  for (let index = 1; index < size; index++) {
    const next = bytes.charCodeAt(at + index)
    if ((next & 0xc0) !== 0x80) return wrong
    rune = (rune << 6) | (next & 0x3f)
  }
  return isScalar(rune) && rune >= (leasts[size] ?? 0) ? { rune, size } : wrong
}

const wrong: Rune = { rune: replacement, size: 1 }

/** The lowest code point that may take so many bytes. */
const leasts: readonly number[] = [0, 0, 0x80, 0x800, 0x1_0000]

/** The rune that ends before a byte. */
export function decodeLastRune(bytes: Bytes, end: number): Rune {
  for (let size = 4; size > 1; size--) {
    if (end < size) continue
    const found = decodeRune(bytes, end - size)
    if (found.size === size) return found
  }
  const last = bytes.charCodeAt(end - 1)
  return last < 0x80 ? { rune: last, size: 1 } : wrong
}

/** A code point as UTF-8; U+FFFD for what is none (Go: utf8.AppendRune). */
export function encodeRune(rune: number): Bytes {
  if (rune < 0 || !isScalar(rune)) return '\u00ef\u00bf\u00bd'
  if (rune < 0x80) return String.fromCharCode(rune)
  if (rune < 0x800) return String.fromCharCode(0xc0 | (rune >> 6), tail(rune, 0))
  if (rune < 0x1_0000) return String.fromCharCode(0xe0 | (rune >> 12), tail(rune, 6), tail(rune, 0))
  return String.fromCharCode(0xf0 | (rune >> 18), tail(rune, 12), tail(rune, 6), tail(rune, 0))
}

function tail(rune: number, shift: number): number {
  return 0x80 | ((rune >> shift) & 0x3f)
}

/** A code point that may stand in a text: no surrogate and none above U+10FFFF. */
export function isScalar(rune: number): boolean {
  return rune <= 0x10_ffff && (rune < 0xd800 || rune > 0xdfff)
}

/** All runes, each with the byte where it begins. */
export function runesOf(bytes: Bytes): readonly (Rune & { readonly at: number })[] {
  const runes: (Rune & { at: number })[] = []
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at)
    runes.push({ rune, size, at })
    at += size
  }
  return runes
}

/** How many runes there are. */
export function countRunes(bytes: Bytes): number {
  return isAscii(bytes) ? bytes.length : runesOf(bytes).length
}

/** Each rune replaced (Go: strings.Map): what was no UTF-8 becomes U+FFFD. */
export function mapRunes(bytes: Bytes, change: (rune: number) => number): Bytes {
  let changed = ''
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at)
    changed += encodeRune(change(rune))
    at += size
  }
  return changed
}
