/** Floating-point and complex numbers under the verbs of `printf` (Go: fmt/format.go). */
import { type FloatVerb, formatFloat } from '../text/format-float.ts'
import { type Flags, pad, padding } from './flags.ts'

/** `verb` is `v` too, which is `g`. Undefined for a verb that takes no such numbers. */
export function formatNumber(value: number, verb: string, flags: Flags): string | undefined {
  const style = styles.get(verb)
  if (style === undefined) return undefined
  const precision = flags.precision ?? style.precision
  const signed = withSign(formatFloat(value, style.verb, precision))
  const shown = flags.space === true && flags.plus !== true ? signed.replace(/^\+/, ' ') : signed
  if (/^.[IN]/.test(shown)) return formatWord(shown, flags)
  const marked = flags.sharp === true && verb !== 'b' ? withPoint(shown, style.verb, precision, verb) : shown
  return padNumber(marked, flags)
}

/** `(1+2i)`: the second part always has a sign. */
export function formatComplex(
  real: number,
  imaginary: number,
  verb: string,
  flags: Flags,
): string | undefined {
  const first = formatNumber(real, verb, flags)
  const second = formatNumber(imaginary, verb, { ...flags, plus: true })
  return first === undefined || second === undefined ? undefined : `(${first}${second}i)`
}

interface Style {
  readonly verb: FloatVerb
  readonly precision: number
}

const styles: ReadonlyMap<string, Style> = new Map<string, Style>([
  ['v', { verb: 'g', precision: -1 }],
  ['g', { verb: 'g', precision: -1 }],
  ['G', { verb: 'G', precision: -1 }],
  ['b', { verb: 'b', precision: -1 }],
  ['x', { verb: 'x', precision: -1 }],
  ['X', { verb: 'X', precision: -1 }],
  ['e', { verb: 'e', precision: 6 }],
  ['E', { verb: 'E', precision: 6 }],
  ['f', { verb: 'f', precision: 6 }],
  ['F', { verb: 'f', precision: 6 }],
])

function withSign(text: string): string {
  return /^[+-]/.test(text) ? text : `+${text}`
}

/** Infinity and NaN are never padded with zeros. Infinity shows its plus, NaN only where a sign is asked for. */
function formatWord(shown: string, flags: Flags): string {
  const isBare = shown.includes('N') && flags.space !== true && flags.plus !== true
  return pad(isBare ? shown.slice(1) : shown, { ...flags, zero: false })
}

/** Zeros come between sign and digits. */
function padNumber(shown: string, flags: Flags): string {
  if (flags.plus !== true && shown.startsWith('+')) return pad(shown.slice(1), flags)
  const missing = (flags.width ?? 0) - shown.length
  if (flags.zero === true && flags.minus !== true && missing > 0) {
    return shown.slice(0, 1) + padding(missing, flags) + shown.slice(1)
  }
  return pad(shown, flags)
}

/** `#` keeps the point and the zeros that end the number. */
function withPoint(shown: string, style: FloatVerb, precision: number, verb: string): string {
  const isHex = style === 'x' || style === 'X'
  const at = shown.search(isHex ? /p/i : /[ep]/i)
  const number = at < 0 ? shown : shown.slice(0, at)
  const tail = at < 0 ? '' : shown.slice(at)
  const significant = number.slice(1).replace('.', '').replace(/^0+/, '').length
  const wanted = /^[vgGx]$/.test(verb) ? (precision === -1 ? 6 : precision) : 0
  const point = number.includes('.') ? '' : '.'
  const isZero = point === '.' && number.slice(1) === '0' ? 1 : 0
  return number + point + '0'.repeat(Math.max(wanted - significant - isZero, 0)) + tail
}
