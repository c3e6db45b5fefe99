/** Floating-point numbers as Go's `strconv.FormatFloat` writes them. JavaScript rounds halves up where Go rounds to even, so digits come from exact integers. */

export type FloatVerb = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X'

/** The precision -1 asks for the fewest digits that read back the same. */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return 'NaN'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  if (size === Infinity) return sign === '' ? '+Inf' : '-Inf'
  if (verb === 'b') return sign + formatBinary(size)
  if (verb === 'x' || verb === 'X') return sign + inCase(formatHex(size, precision), verb === 'X')
  return sign + formatDecimal(size, verb, precision)
}

/** Its digits, and how many of them stand before the point: 12.5 is `125` with 2. Zero is no digits with 0. */
interface Decimal {
  readonly digits: string
  readonly point: number
}

function formatDecimal(size: number, verb: Exclude<FloatVerb, 'b' | 'x' | 'X'>, precision: number): string {
  const isShortest = precision < 0
  switch (verb) {
    case 'e':
    case 'E': {
      const decimal = isShortest ? shortest(size) : round(exact(size), precision + 1)
      const digits = isShortest ? Math.max(decimal.digits.length - 1, 0) : precision
      return inCase(scientific(decimal, digits), verb === 'E')
    }
    case 'f': {
      const all = isShortest ? shortest(size) : exact(size)
      const decimal = isShortest ? all : round(all, all.point + precision)
      return fixed(decimal, isShortest ? Math.max(decimal.digits.length - decimal.point, 0) : precision)
    }
    case 'g':
    case 'G': {
      const wanted = precision === 0 ? 1 : precision
      const decimal = isShortest ? shortest(size) : round(exact(size), wanted)
      return inCase(general(decimal, isShortest ? undefined : wanted), verb === 'G')
    }
  }
}

/** With an exponent below -4 and from the precision on, which counts as 6 for the shortest form. */
function general(decimal: Decimal, precision: number | undefined): string {
  const count = decimal.digits.length
  const limit = precision === undefined ? 6 : precision > count && count >= decimal.point ? count : precision
  const exponent = decimal.point - 1
  if (exponent < -4 || exponent >= limit) {
    return scientific(decimal, Math.max(Math.min(precision ?? count, count) - 1, 0))
  }
  return fixed(decimal, Math.max(count - decimal.point, 0))
}

function scientific({ digits, point }: Decimal, places: number): string {
  const padded = digits.padEnd(places + 1, '0')
  const exponent = digits === '' ? 0 : point - 1
  const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  return `${padded.slice(0, 1)}${places > 0 ? '.' : ''}${padded.slice(1, places + 1)}e${power}`
}

function fixed({ digits, point }: Decimal, places: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const fraction = ('0'.repeat(Math.max(-point, 0)) + digits.slice(Math.max(point, 0))).padEnd(places, '0')
  return places > 0 ? `${whole}.${fraction.slice(0, places)}` : whole
}

function shortest(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 }
  const [mantissa = '', power = ''] = size.toExponential().split('e')
  return { digits: mantissa.replace('.', ''), point: Number(power) + 1 }
}

/** Every digit of the value: mantissa times two to the power, as an integer over a power of ten. */
function exact(size: number): Decimal {
  const { mantissa, exponent } = parts(size)
  if (mantissa === 0n) return { digits: '', point: 0 }
  const isWhole = exponent >= 0
  const digits = String(isWhole ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent))
  const point = digits.length + (isWhole ? 0 : exponent)
  return { digits: digits.replace(/0+$/, ''), point }
}

/** To so many digits, a half to the even neighbour. */
function round({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point }
  if (count < 0) return { digits: '', point: 0 }
  const kept = digits.slice(0, count)
  if (!isRoundedUp(digits, count)) return trimmed(kept, point)
  const raised = String(BigInt(`1${kept}`) + 1n)
  return raised.startsWith('2') ? { digits: '1', point: point + 1 } : trimmed(raised.slice(1), point)
}

function trimmed(kept: string, point: number): Decimal {
  const digits = kept.replace(/0+$/, '')
  return { digits, point: digits === '' ? 0 : point }
}

function isRoundedUp(digits: string, count: number): boolean {
  const next = digits.charAt(count)
  if (next !== '5' || digits.length > count + 1) return next >= '5'
  return count > 0 && Number(digits.charAt(count - 1)) % 2 === 1
}

/** Of a double: the value is the mantissa times two to the exponent. */
function parts(size: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, size)
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const fraction = bits & 0xf_ffff_ffff_ffffn
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10_0000_0000_0000n, exponent: biased - 1075 }
}

function formatBinary(size: number): string {
  const { mantissa, exponent } = parts(size)
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`
}

/** One bit before the point, 52 behind it. */
function formatHex(size: number, precision: number): string {
  const { mantissa, exponent } = size === 0 ? { mantissa: 0n, exponent: -52 } : normal(parts(size))
  const shift = precision >= 0 && precision < 13 ? BigInt(52 - precision * 4) : 0n
  const { value, carried } = roundBits(mantissa, shift)
  const digits = value.toString(16).padStart(14, '0').slice(1)
  const fraction =
    precision < 0 ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0')
  const power = exponent + 52 + carried
  const shown = `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  return `0x${size === 0 ? 0 : 1}${fraction === '' ? '' : '.'}${fraction}p${shown}`
}

function normal({ mantissa, exponent }: { mantissa: bigint; exponent: number }): {
  mantissa: bigint
  exponent: number
} {
  const missing = 53 - mantissa.toString(2).length
  return { mantissa: mantissa << BigInt(missing), exponent: exponent - missing }
}

function roundBits(mantissa: bigint, shift: bigint): { value: bigint; carried: number } {
  if (shift === 0n) return { value: mantissa, carried: 0 }
  const half = 1n << (shift - 1n)
  const kept = mantissa >> shift
  const rest = mantissa & ((1n << shift) - 1n)
  const up = rest > half || (rest === half && kept % 2n === 1n)
  const value = (kept + (up ? 1n : 0n)) << shift
  return value >= 1n << 53n ? { value: value >> 1n, carried: 1 } : { value, carried: 0 }
}

function inCase(text: string, isUpper: boolean): string {
  return isUpper ? text.toUpperCase() : text
}
