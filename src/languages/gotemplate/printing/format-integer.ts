/** Integers under the verbs of `printf`: digits in a base, characters, code points (Go: fmt/format.go). */
import { type Bytes, encodeRune } from '../text/bytes.ts'
import { quoteRune } from '../text/quote.ts'
import { isPrint } from '../text/unicode.ts'
import { isUnsigned } from '../values/type.ts'
import type { GoInt } from '../values/value.ts'
import { type Flags, pad, padding } from './flags.ts'

/** An integer under any verb; undefined for a verb that takes none. */
export function formatIntegerValue(value: GoInt, verb: string, flags: Flags): Bytes | undefined {
  const number = value.value
  switch (verb) {
    case 'v':
      return flags.sharpV === true && isUnsigned(value.type)
        ? formatInteger(number, { base: 16 }, { ...flags, sharp: true })
        : formatInteger(number, { base: 10 }, flags)
    case 'd':
      return formatInteger(number, { base: 10 }, flags)
    case 'b':
      return formatInteger(number, { base: 2 }, flags)
    case 'o':
      return formatInteger(number, { base: 8 }, flags)
    case 'O':
      return formatInteger(number, { base: 8, isMarkedOctal: true }, flags)
    case 'x':
    case 'X':
      return formatInteger(number, { base: 16, isUpper: verb === 'X' }, flags)
    case 'c':
      return formatCharacter(number, flags)
    case 'q':
      return formatQuotedCharacter(number, flags)
    case 'U':
      return formatUnicode(number, flags)
    default:
      return undefined
  }
}

type Base = 2 | 8 | 10 | 16

interface IntegerStyle {
  readonly base: Base
  readonly isUpper?: boolean
  /** `%O`: with `0o` before it. */
  readonly isMarkedOctal?: boolean
}

/** Sign, prefix and digits; a precision is the least number of digits, and takes the place of zero padding. */
function formatInteger(value: bigint, style: IntegerStyle, flags: Flags): string {
  if (flags.precision === 0 && value === 0n) return padding(flags.width ?? 0, { ...flags, zero: false })
  const sign = value < 0n ? '-' : flags.plus === true ? '+' : flags.space === true ? ' ' : ''
  const size = (value < 0n ? -value : value).toString(style.base)
  const digits = (style.isUpper === true ? size.toUpperCase() : size).padStart(leastDigits(flags, sign), '0')
  return pad(sign + prefix(digits, style, flags) + digits, { ...flags, zero: false })
}

function leastDigits({ precision, zero, minus, width }: Flags, sign: string): number {
  if (precision !== undefined) return precision
  return zero === true && minus !== true && width !== undefined ? width - sign.length : 0
}

function prefix(digits: string, { base, isUpper, isMarkedOctal }: IntegerStyle, { sharp }: Flags): string {
  const marked = isMarkedOctal === true ? '0o' : ''
  if (sharp !== true || base === 10) return marked
  if (base === 8) return marked + (digits.startsWith('0') ? '' : '0')
  return base === 2 ? '0b' : isUpper === true ? '0X' : '0x'
}

/** `%c`. */
function formatCharacter(value: bigint, flags: Flags): string {
  return pad(encodeRune(toRune(value)), flags)
}

/** `%q` of a number. */
function formatQuotedCharacter(value: bigint, flags: Flags): string {
  return pad(quoteRune(toRune(value), flags.plus === true), flags)
}

/** What is no code point becomes -1, and that U+FFFD. */
function toRune(value: bigint): number {
  return value < 0n || value > 0x10_ffffn ? -1 : Number(value)
}

/** `%U`: `U+0041`, with `#` the character behind it. */
function formatUnicode(value: bigint, flags: Flags): string {
  const code = BigInt.asUintN(64, value)
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0')
  const shown = flags.sharp === true && code <= 0x10_ffffn && isPrint(Number(code))
  const sign = shown ? ` '${encodeRune(Number(code))}'` : ''
  return pad(`U+${digits}${sign}`, { ...flags, zero: false })
}
