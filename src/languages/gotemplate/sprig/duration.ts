/** Spans of time in nanoseconds: `1h30m` and back (Go: package time). */
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import { Failure } from '../values/failure.ts'

export const second = 1_000_000_000n

const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['\u00c2\u00b5s', 1000n],
  ['\u00ce\u00bcs', 1000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['m', 60n * second],
  ['h', 3600n * second],
])

/** Throws a Failure with Go's words. */
export function parseDuration(text: Bytes): bigint {
  const isBelow = text.startsWith('-')
  let rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0n
  if (rest === '') throw invalid(text)
  let sum = 0n
  while (rest !== '') {
    const [part = '', whole = '', fraction = '', name = ''] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest) ?? []
    if (whole === '' && fraction === '') throw invalid(text)
    if (name === '') throw new Failure(`time: missing unit in duration ${quote(text)}`)
    const unit = units.get(name)
    if (unit === undefined) throw new Failure(`time: unknown unit ${quote(name)} in duration ${quote(text)}`)
    sum += BigInt(whole || '0') * unit + BigInt(Math.trunc(Number(`0.${fraction || '0'}`) * Number(unit)))
    if (sum > 2n ** 63n) throw invalid(text)
    rest = rest.slice(part.length)
  }
  if (!isBelow && sum === 2n ** 63n) throw invalid(text)
  return isBelow ? -sum : sum
}

function invalid(text: Bytes): Failure {
  return new Failure(`time: invalid duration ${quote(text)}`)
}

export function formatDuration(span: bigint): Bytes {
  const size = span < 0n ? -span : span
  const sign = span < 0n ? '-' : ''
  if (size === 0n) return '0s'
  if (size < 1000n) return `${sign}${size}ns`
  if (size < 1_000_000n) return `${sign}${withFraction(size, 1000n)}\u00c2\u00b5s`
  if (size < second) return `${sign}${withFraction(size, 1_000_000n)}ms`
  const minutes = size / (60n * second)
  const seconds = `${withFraction(size % (60n * second), second)}s`
  if (minutes === 0n) return sign + seconds
  return minutes < 60n
    ? `${sign}${minutes}m${seconds}`
    : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`
}

function withFraction(size: bigint, unit: bigint): string {
  const digits = String(unit).length - 1
  const fraction = String(size % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return `${size / unit}${fraction === '' ? '' : `.${fraction}`}`
}

/** The largest unit alone: `3d`. Months have 30 days, years 365. */
export function roundDuration(span: bigint): Bytes {
  const size = span < 0n ? -span : span
  const hour = 3600n * second
  const steps = [
    [hour * 24n * 365n, 'y'],
    [hour * 24n * 30n, 'mo'],
    [hour * 24n, 'd'],
    [hour, 'h'],
    [60n * second, 'm'],
    [second, 's'],
  ] as const
  const found = steps.find(([unit]) => size > unit)
  return found === undefined ? '0s' : `${size / found[0]}${found[1]}`
}
