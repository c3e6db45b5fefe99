/** Numbers as Go's `strconv` reads them, with prefixes, underscores and its error texts. */
import type { Bytes } from './bytes.ts'

/** Why a text is no number: the end of Go's message, as in `strconv.ParseInt: parsing "x": invalid syntax`. */
export type NumberError = 'invalid syntax' | 'value out of range'

export const greatestInt = 0x7fff_ffff_ffff_ffffn
export const leastInt = -0x8000_0000_0000_0000n
const greatestUnsigned = 0xffff_ffff_ffff_ffffn

/** A whole number of 64 bits with an optional sign; base 0 looks at its prefix and allows underscores. */
export function parseInt64(text: Bytes, base: 0 | 8 | 10): bigint | NumberError {
  const signed = /^[+-]/.test(text)
  const size = parseDigits(signed ? text.slice(1) : text, base)
  if (typeof size === 'string') return size
  const value = text.startsWith('-') ? -size : size
  return value > greatestInt || value < leastInt ? 'value out of range' : value
}

/** The same without a sign, up to 2^64-1. */
export function parseUint64(text: Bytes, base: 0 | 8 | 10): bigint | NumberError {
  const size = parseDigits(text, base)
  if (typeof size === 'string') return size
  return size > greatestUnsigned ? 'value out of range' : size
}

function parseDigits(text: Bytes, base: 0 | 8 | 10): bigint | NumberError {
  if (base !== 0) return read(text, base)
  if (text.includes('_') && !areUnderscoresFine(text)) return 'invalid syntax'
  const plain = text.replaceAll('_', '')
  const prefix = /^0(?:([xX])|([oO])|([bB]))/.exec(plain)
  if (prefix !== null)
    return read(plain.slice(2), prefix[1] !== undefined ? 16 : prefix[2] !== undefined ? 8 : 2)
  return plain.length > 1 && plain.startsWith('0') ? read(plain.slice(1), 8) : read(plain, 10)
}

const digitsOf = { 2: /^[01]+$/, 8: /^[0-7]+$/, 10: /^\d+$/, 16: /^[\da-fA-F]+$/ } as const
const prefixOf = { 2: '0b', 8: '0o', 10: '', 16: '0x' } as const

function read(digits: Bytes, base: 2 | 8 | 10 | 16): bigint | NumberError {
  if (!digitsOf[base].test(digits)) return 'invalid syntax'
  // Longer ones are out of range whatever they are, and turning them into a number would take long.
  const significant = digits.replace(/^0+(?=.)/, '')
  return significant.length > 64 ? greatestUnsigned + 1n : BigInt(prefixOf[base] + significant)
}

/** An underscore stands between digits, or between the prefix and a digit (Go: `underscoreOK`). */
function areUnderscoresFine(text: Bytes): boolean {
  const body = text.replace(/^[+-]/, '')
  const digit = /^0x/i.test(body) ? '[\\da-fA-F]' : '\\d'
  const marked = body.replace(/^0[bBoOxX]/, '0')
  return !new RegExp(`_(?!${digit})|(?:^|(?!${digit}).)_`).test(marked)
}

/** A number with a point, an exponent or hexadecimal digits, or one of the words `inf`, `infinity`, `nan`. */
export function parseFloat64(text: Bytes): number | NumberError {
  const word = /^([+-]?)(?:inf|infinity|nan)$/i.exec(text)
  if (word !== null) return parseWord(text, word[1] ?? '')
  if (text.includes('_')) {
    return areUnderscoresFine(text) ? parseFloat64(text.replaceAll('_', '')) : 'invalid syntax'
  }
  if (/^[+-]?0x/i.test(text)) return parseHexFloat(text)
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return 'invalid syntax'
  return finite(Number(text))
}

function parseWord(text: Bytes, sign: string): number | NumberError {
  if (/nan$/i.test(text)) return sign === '' ? NaN : 'invalid syntax'
  return sign === '-' ? -Infinity : Infinity
}

function finite(value: number): number | NumberError {
  return Number.isFinite(value) ? value : 'value out of range'
}

/** The exponent is a must. More than 53 bits are rounded to the even neighbour, as BigInt to Number does. */
function parseHexFloat(text: Bytes): number | NumberError {
  const found = /^([+-]?)0x([\da-f]*)(?:\.([\da-f]*))?p([+-]?\d+)$/i.exec(text)
  const [, sign = '', whole = '', fraction = '', power = ''] = found ?? []
  if (found === null || whole + fraction === '') return 'invalid syntax'
  const mantissa = Number(BigInt(`0x${whole}${fraction}`))
  const exponent = Number(power) - 4 * fraction.length
  const value = mantissa === 0 ? 0 : scale(mantissa, exponent)
  return finite(sign === '-' ? -value : value)
}

/** In two steps, since a power of two may be out of range where the product is not. */
function scale(mantissa: number, exponent: number): number {
  const half = Math.trunc(exponent / 2)
  return mantissa * 2 ** half * 2 ** (exponent - half)
}
