/** `printf` (Go: fmt.Sprintf): flags, widths, precisions, numbered arguments, and the `%!` texts for what is wrong. */
import { type Bytes, decodeRune } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import type { GoValue } from '../values/value.ts'
import { typeOf, unwrap } from '../values/value.ts'
import { type Flags, plain } from './flags.ts'
import { printArgument } from './print-value.ts'

/** Formats the values. What is wrong with the format shows in the text. */
export function printf(format: Bytes, given: readonly GoValue[], effort: Effort): Bytes {
  const reading: Reading = {
    format,
    given: given.map(unwrap),
    at: 0,
    next: 0,
    isReordered: false,
    isGood: true,
    notes: '',
  }
  let out = ''
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', reading.at)) {
    out += format.slice(reading.at, at)
    reading.at = at + 1
    out += directive(reading, effort)
    effort.fits(out.length)
  }
  return out + format.slice(reading.at) + extra(reading, effort)
}

/** Where the reader of a format is. */
interface Reading {
  readonly format: Bytes
  readonly given: readonly GoValue[]
  at: number
  /** The argument that comes next. */
  next: number
  isReordered: boolean
  /** The last `[n]` named an argument. */
  isGood: boolean
  /** What was wrong with width or precision. */
  notes: string
}

/** From behind the `%` to behind its verb. */
function directive(reading: Reading, effort: Effort): Bytes {
  reading.isGood = true
  reading.notes = ''
  const signs = readSigns(reading)
  const isPlain = /[a-z]/.test(signAt(reading)) && reading.next < reading.given.length
  const { flags, isNumbered } = isPlain ? { flags: signs, isNumbered: false } : readSizes(reading, signs)
  if (!isPlain && !isNumbered) readNumber(reading)
  if (reading.at >= reading.format.length) return `${reading.notes}%!(NOVERB)`
  const { rune, size } = decodeRune(reading.format, reading.at)
  const verb = reading.format.slice(reading.at, reading.at + size)
  reading.at += size
  return (
    reading.notes + shown(reading, rune === 0xfffd && size === 1 ? '\u00ef\u00bf\u00bd' : verb, flags, effort)
  )
}

function shown(reading: Reading, verb: Bytes, flags: Flags, effort: Effort): Bytes {
  if (verb === '%') return '%'
  if (!reading.isGood) return `%!${verb}(BADINDEX)`
  const value = reading.given[reading.next]
  if (value === undefined) return `%!${verb}(MISSING)`
  reading.next += 1
  effort.reserve((flags.width ?? 0) + (flags.precision ?? 0))
  return printArgument(value, { verb, flags: verb === 'v' || verb === 'w' ? inGo(flags) : flags, effort })
}

/** Under `%v` the signs `#` and `+` mean something else. */
function inGo({ sharp, plus, ...flags }: Flags): Flags {
  return { ...flags, sharpV: sharp === true, plusV: plus === true }
}

function readSigns(reading: Reading): Flags {
  const start = reading.at
  while (signAt(reading) !== '' && '#0+- '.includes(signAt(reading))) reading.at += 1
  const signs = reading.format.slice(start, reading.at)
  if (signs === '') return plain
  const [sharp, zero, plus, minus, space] = ['#', '0', '+', '-', ' '].map((sign) => signs.includes(sign))
  return {
    sharp: sharp === true,
    zero: zero === true,
    plus: plus === true,
    minus: minus === true,
    space: space === true,
  }
}

/** Width and precision, each maybe `*` or with a number of an argument before it. */
function readSizes(reading: Reading, signs: Flags): { flags: Flags; isNumbered: boolean } {
  let isNumbered = readNumber(reading)
  let flags = signs
  if (signAt(reading) === '*') {
    flags = withWidth(flags, readStar(reading, '%!(BADWIDTH)'))
    isNumbered = false
  } else {
    const width = readDigits(reading)
    if (isNumbered && width !== undefined) reading.isGood = false
    flags = { ...flags, width }
  }
  if (signAt(reading) !== '.' || reading.at + 1 >= reading.format.length) return { flags, isNumbered }
  reading.at += 1
  if (isNumbered) reading.isGood = false
  isNumbered = readNumber(reading)
  if (signAt(reading) !== '*') return { flags: { ...flags, precision: readDigits(reading) ?? 0 }, isNumbered }
  const precision = readStar(reading, '%!(BADPREC)', true)
  return { flags: { ...flags, precision }, isNumbered: false }
}

function withWidth(flags: Flags, width: number | undefined): Flags {
  return width !== undefined && width < 0
    ? { ...flags, width: -width, minus: true, zero: false }
    : { ...flags, width }
}

/** The integer of the next argument for a `*`. */
function readStar(reading: Reading, complaint: string, isPrecision = false): number | undefined {
  reading.at += 1
  const value = reading.given[reading.next]
  if (value !== undefined) reading.next += 1
  const isInteger = value?.kind === 'int' && value.value <= 1_000_000n && value.value >= -1_000_000n
  const number = isInteger ? Number(value.value) : undefined
  if (number !== undefined && !(isPrecision && number < 0)) return number
  reading.notes += complaint
  return undefined
}

/** Digits up to a million or so; a longer number is none and takes the rest of the format with it. */
function readDigits(reading: Reading): number | undefined {
  const digits = /^\d*/.exec(reading.format.slice(reading.at, reading.at + 20))?.[0] ?? ''
  if (digits === '') return undefined
  let number = 0
  for (const digit of digits) {
    if (number > 1_000_000) {
      reading.at = reading.format.length
      return undefined
    }
    number = number * 10 + Number(digit)
  }
  reading.at += digits.length
  return number
}

/** `[3]` names the argument that comes next. Is there such a name, be it right or wrong? */
function readNumber(reading: Reading): boolean {
  if (signAt(reading) !== '[') return false
  reading.isReordered = true
  const end = reading.format.indexOf(']', reading.at + 1)
  const inner = end < 0 ? '' : reading.format.slice(reading.at + 1, end)
  reading.at = end < 0 ? reading.at + 1 : end + 1
  const index = /^\d{1,7}$/.test(inner) ? Number(inner) - 1 : undefined
  if (index !== undefined && index >= 0 && index < reading.given.length) {
    reading.next = index
    return true
  }
  reading.isGood = false
  return index !== undefined
}

function signAt({ format, at }: Reading): string {
  return format.charAt(at)
}

/** Arguments that no verb took. */
function extra({ given, next, isReordered }: Reading, effort: Effort): Bytes {
  if (isReordered || next >= given.length) return ''
  const told = given.slice(next).map((value) => {
    const shown = printArgument(value, { verb: 'v', flags: plain, effort })
    return value.kind === 'nil' ? shown : `${typeOf(value).name}=${shown}`
  })
  return `%!(EXTRA ${told.join(', ')})`
}
