/** Numbers as Go reads them from text: strconv.ParseFloat with 64 bits. */

/**
 * The number a text stands for: decimal, hexadecimal with a `p` exponent, underscores between digits, `inf`, `nan` in any case.
 * Gives undefined for other text, blanks included, and for what is too large for 64 bits.
 */
export function parseGoFloat(text: string): number | undefined {
  if (/^\d{1,300}$/.test(text)) return Number(text)
  const special = parseSpecial(text)
  if (special !== undefined) return special
  const value = /^[+-]?0x/i.test(text) ? parseHexadecimal(text) : parseDecimal(text)
  return value === undefined || Number.isFinite(value) ? value : undefined
}

function parseSpecial(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN
  const [, sign] = /^([+-]?)inf(?:inity)?$/i.exec(text) ?? []
  if (sign === undefined) return undefined
  return sign === '-' ? -Infinity : Infinity
}

function parseDecimal(text: string): number | undefined {
  if (/(?<!\d)_|_(?!\d)/.test(text)) return undefined
  const plain = text.replaceAll('_', '')
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined
}

/** An underscore may also follow the `0x`. */
function parseHexadecimal(text: string): number | undefined {
  const negative = text.startsWith('-')
  const digits = text.replace(/^[+-]?0x/i, '')
  if (/(?<!^|[\da-f])_|_(?![\da-f])/i.test(digits)) return undefined
  const [, whole = '', fraction = '', exponent] =
    /^([\da-f]*)(?:\.([\da-f]*))?p([+-]?\d+)$/i.exec(digits.replaceAll('_', '')) ?? []
  if (exponent === undefined || whole + fraction === '') return undefined
  const value = scale(BigInt(`0x${whole}${fraction}`), Number(exponent) - 4 * fraction.length)
  return negative ? -value : value
}

/** `mantissa` times two to the power of `exponent`, rounded once, to the nearest and then to even. */
function scale(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0
  const length = mantissa.toString(2).length
  if (length + exponent < -1074) return 0
  if (length + exponent > 1024) return Infinity
  const surplus = Math.max(length - 53, -1074 - exponent, 0)
  return Number(dropBits(mantissa, surplus)) * 2 ** (exponent + surplus)
}

function dropBits(mantissa: bigint, count: number): bigint {
  if (count === 0) return mantissa
  const kept = mantissa >> BigInt(count)
  const rest = mantissa - (kept << BigInt(count))
  const half = 1n << BigInt(count - 1)
  return rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept
}
