/** Where words, numbers and texts of an action end. */
import { type Bytes, decodeRune, encodeRune } from '../text/bytes.ts'
import { isDigit, isLetter, isPrint } from '../text/unicode.ts'
import type { TokenKind } from './token.ts'

/** The end of the letters, digits and underscores from a place on. */
export function endOfWord(text: Bytes, from: number): number {
  let at = from
  while (at < text.length) {
    const { rune, size } = decodeRune(text, at)
    if (!isWordRune(rune)) break
    at += size
  }
  return at
}

export function isWordRune(rune: number): boolean {
  if (rune < 0x80) return /\w/.test(String.fromCharCode(rune))
  return isLetter(rune) || isDigit(rune)
}

/** May a word end here: before a blank, a sign that may follow a word, or the end of the action? */
export function isWordEnd(text: Bytes, at: number): boolean {
  return at >= text.length || ' \t\r\n.,|:)('.includes(text.charAt(at)) || text.startsWith('}}', at)
}

export interface ScannedNumber {
  readonly kind: 'number' | 'complex' | 'wrong'
  readonly end: number
}

/** A number, or two as in `1+2i`. It may still be none, as `0x.`; that is for the parser to find. */
export function scanNumber(text: Bytes, from: number): ScannedNumber {
  const first = endOfNumber(text, from)
  if (first.kind === 'wrong' || !/[+-]/.test(text.charAt(first.end))) return first
  const second = endOfNumber(text, first.end)
  const isImaginary = second.kind !== 'wrong' && text.charAt(second.end - 1) === 'i'
  return { kind: isImaginary ? 'complex' : 'wrong', end: second.end }
}

const numberPattern =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y

function endOfNumber(text: Bytes, from: number): ScannedNumber {
  numberPattern.lastIndex = from
  const end = from + (numberPattern.exec(text)?.[0].length ?? 0)
  if (end >= text.length) return { kind: 'number', end }
  const { rune, size } = decodeRune(text, end)
  return isWordRune(rune) ? { kind: 'wrong', end: end + size } : { kind: 'number', end }
}

/** The end of a text in quotes, a raw one, or a character, from its first mark on; undefined if it has none. */
export function endOfQuoted(text: Bytes, from: number): number | undefined {
  const pattern = quoted.get(text.charAt(from))
  if (pattern === undefined) return undefined
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : undefined
}

const quoted: ReadonlyMap<string, RegExp> = new Map([
  ['"', /"(?:[^\\"\n]|\\[^\n])*"/y],
  ["'", /'(?:[^\\'\n]|\\[^\n])*'/y],
  ['`', /`[^`]*`/y],
])

/** Tokens of one sign. */
export const singles: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ['=', 'assign'],
  ['|', 'pipe'],
])

/** Tokens between marks, by the mark, and what is said where the second mark is missing. */
export const quoteKinds: ReadonlyMap<string, { kind: TokenKind; complaint: string }> = new Map([
  ['"', { kind: 'string', complaint: 'unterminated quoted string' } as const],
  ["'", { kind: 'character', complaint: 'unterminated character constant' } as const],
  ['`', { kind: 'raw-string', complaint: 'unterminated raw quoted string' } as const],
])

/** What parts words, and what trim marks take away. */
export const blanks = ' \t\r\n'

export function isBlank(sign: string): boolean {
  return sign !== '' && blanks.includes(sign)
}

/** A character in messages: `U+003B ';'` (`%#U`). */
export function signName(rune: number): Bytes {
  const code = `U+${rune.toString(16).toUpperCase().padStart(4, '0')}`
  return isPrint(rune) ? `${code} '${encodeRune(rune)}'` : code
}
