/** Go's literals of texts and characters: writing them (`strconv.Quote`) and reading them (`strconv.Unquote`). */
import { type Bytes, decodeRune, encodeRune, isScalar, replacement } from './bytes.ts'
import { isPrint } from './unicode.ts'

/** In double quotes; what cannot be printed is escaped, with `ascii` everything above U+007F too. */
export function quote(bytes: Bytes, ascii = false): Bytes {
  return quoteWith(bytes, '"', ascii)
}

/** A character in single quotes; U+FFFD for a number that is none. */
export function quoteRune(rune: number, ascii = false): Bytes {
  return quoteWith(encodeRune(rune), "'", ascii)
}

/** May the text stand between back quotes: one line without control characters but tabs, and no mark of byte order. */
export function canBackquote(bytes: Bytes): boolean {
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at)
    at += size
    if (size > 1 ? rune === 0xfeff : rune >= 0x80 || isControl(rune) || rune === 0x60) return false
  }
  return true
}

function isControl(rune: number): boolean {
  return rune === replacement || (rune < 0x20 && rune !== 9) || rune === 0x7f
}

function quoteWith(bytes: Bytes, mark: string, ascii: boolean): Bytes {
  let out = mark
  for (let at = 0; at < bytes.length;) {
    const { rune, size } = decodeRune(bytes, at)
    const raw = bytes.slice(at, at + size)
    out +=
      rune === replacement && size === 1
        ? numbered('x', raw.charCodeAt(0), 2)
        : escape(raw, rune, mark, ascii)
    at += size
  }
  return out + mark
}

function escape(raw: Bytes, rune: number, mark: string, ascii: boolean): Bytes {
  if (raw === mark || raw === '\\') return `\\${raw}`
  if (isPrint(rune) && (rune < 0x80 || !ascii)) return raw
  const name = names.get(raw)
  if (name !== undefined) return `\\${name}`
  if (rune < 0x20 || rune === 0x7f) return numbered('x', rune, 2)
  return rune < 0x1_0000 ? numbered('u', rune, 4) : numbered('U', rune, 8)
}

function numbered(letter: string, code: number, width: number): string {
  return `\\${letter}${code.toString(16).padStart(width, '0')}`
}

const names: ReadonlyMap<string, string> = new Map([
  ['\u0007', 'a'],
  ['\b', 'b'],
  ['\f', 'f'],
  ['\n', 'n'],
  ['\r', 'r'],
  ['\t', 't'],
  ['\v', 'v'],
])

const signs: ReadonlyMap<string, string> = new Map([...names].map(([sign, name]) => [name, sign]))

/** The text of a literal with its quotes; undefined if it is none. */
export function unquote(literal: Bytes): Bytes | undefined {
  const mark = literal.charAt(0)
  if (literal.length < 2 || !literal.endsWith(mark)) return undefined
  const inner = literal.slice(1, -1)
  if (mark === '`') return inner.includes('`') ? undefined : inner.replaceAll('\r', '')
  if (mark !== '"' || inner.includes('\n')) return undefined
  let out = ''
  for (let at = 0; at < inner.length;) {
    const read = unquoteCharacter(inner, at, mark)
    if (read === undefined) return undefined
    out += read.bytes
    at = read.end
  }
  return out
}

export interface ReadCharacter {
  readonly bytes: Bytes
  readonly rune: number
  readonly end: number
}

/** The character or escape at a place of a literal with these quotes; undefined if it is wrong. */
export function unquoteCharacter(text: Bytes, at: number, mark: string): ReadCharacter | undefined {
  const sign = text.charAt(at)
  if (sign === mark || sign === '') return undefined
  if (sign !== '\\') {
    const { rune, size } = decodeRune(text, at)
    return { bytes: encodeRune(rune), rune, end: at + size }
  }
  const letter = text.charAt(at + 1)
  const named = signs.get(letter) ?? (letter === '\\' || letter === mark ? letter : undefined)
  if (named !== undefined) return { bytes: named, rune: named.charCodeAt(0), end: at + 2 }
  return unquoteNumber(text, at + 1, letter)
}

function unquoteNumber(text: Bytes, at: number, letter: string): ReadCharacter | undefined {
  const width = widths.get(letter)
  if (width !== undefined) {
    const digits = text.slice(at + 1, at + 1 + width)
    if (digits.length < width || !/^[\da-f]+$/i.test(digits)) return undefined
    const rune = parseInt(digits, 16)
    if (width === 2) return { bytes: String.fromCharCode(rune), rune, end: at + 3 }
    return isScalar(rune) ? { bytes: encodeRune(rune), rune, end: at + 1 + width } : undefined
  }
  const octal = text.slice(at, at + 3)
  const rune = /^[0-7]{3}$/.test(octal) ? parseInt(octal, 8) : 256
  return rune > 255 ? undefined : { bytes: String.fromCharCode(rune), rune, end: at + 3 }
}

const widths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
])
