/** Whole numbers and rounding (Go: Sprig numeric.go). */
import {
  aCount,
  aFloat,
  anInt,
  anything,
  aText,
  type Functions,
  takes,
  takesMany,
} from '../evaluate/function.ts'
import { printOne } from '../printing/print.ts'
import type { Bytes } from '../text/bytes.ts'
import { greatestInt, leastInt, parseInt64 } from '../text/parse-number.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { float, int, int64, ints, string } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'
import { toFloat, toInt64 } from './cast.ts'

const greatest = takesMany([anything], anything, (first, others) =>
  int64(others.map(toInt64).reduce((a, b) => (b > a ? b : a), toInt64(first))),
)

export const numbers: Functions = new Map([
  [
    'add',
    takesMany([], anything, (values) => int64(values.reduce((sum, value) => sum + toInt64(value), 0n))),
  ],
  ['add1', takes([anything], (value) => int64(toInt64(value) + 1n))],
  ['biggest', greatest],
  ['ceil', takes([anything], (value) => float(Math.ceil(toFloat(value))))],
  ['div', takes([anything, anything], (a, b) => int64(toInt64(a) / divisor(b)))],
  ['float64', takes([anything], (value) => float(toFloat(value)))],
  ['floor', takes([anything], (value) => float(Math.floor(toFloat(value))))],
  ['int', takes([anything], (value) => int(toInt64(value)))],
  ['int64', takes([anything], (value) => int64(toInt64(value)))],
  ['max', greatest],
  [
    'maxf',
    takesMany([anything], anything, (first, others) =>
      float(Math.max(toFloat(first), ...others.map(toFloat))),
    ),
  ],
  ['min', takesMany([anything], anything, (first, others) => int64(least(first, others)))],
  [
    'minf',
    takesMany([anything], anything, (first, others) =>
      float(Math.min(toFloat(first), ...others.map(toFloat))),
    ),
  ],
  ['mod', takes([anything, anything], (a, b) => int64(toInt64(a) % divisor(b)))],
  ['mul', takesMany([anything], anything, (a, others) => int64(product(a, others)))],
  [
    'round',
    takesMany([anything, aCount], aFloat, (value, places, [at = 0.5]) =>
      float(rounded(toFloat(value), places, at)),
    ),
  ],
  ['seq', takesMany([], aCount, (params, effort) => string(sequence(params, effort).join(' ')))],
  ['sub', takes([anything, anything], (a, b) => int64(toInt64(a) - toInt64(b)))],
  ['toDecimal', takes([anything], (value, effort) => int64(fromOctal(value, effort)))],
  ['until', takes([aCount], (count, effort) => ints(steps(0, count, count < 0 ? -1 : 1, effort)))],
  [
    'untilStep',
    takes([aCount, aCount, aCount], (from, to, step, effort) => ints(steps(from, to, step, effort))),
  ],
  ['atoi', takes([aText], (text) => int(atoi(text)))],
  ['randInt', takes([anInt, anInt], lowest)],
])

/** 0 for what is no number; the nearest int for one that is too large (Go: strconv.Atoi, whose error Sprig drops). */
function atoi(text: Bytes): bigint {
  const read = parseInt64(text, 10)
  if (typeof read === 'bigint') return read
  if (read === 'invalid syntax') return 0n
  return text.startsWith('-') ? leastInt : greatestInt
}

function least(first: GoValue, others: readonly GoValue[]): bigint {
  return others.map(toInt64).reduce((a, b) => (b < a ? b : a), toInt64(first))
}

function product(first: GoValue, others: readonly GoValue[]): bigint {
  return others.reduce((all, value) => BigInt.asIntN(64, all * toInt64(value)), toInt64(first))
}

function divisor(value: GoValue): bigint {
  const by = toInt64(value)
  if (by === 0n) throw new Failure('runtime error: integer divide by zero')
  return by
}

/** Sprig rounds up from a fraction on; that of a number below zero is below too, so -1.2 becomes -2. */
function rounded(value: number, places: number, at: number): number {
  const power = places < 0 ? 1 / 10 ** -places : 10 ** places
  const digit = power * value
  const isUp = digit - Math.trunc(digit) >= at
  return (isUp ? Math.ceil(digit) : Math.floor(digit)) / power
}

/** From a start up to but not with an end. A step that leads away gives none. */
function steps(from: number, to: number, step: number, effort: Effort): readonly number[] {
  if (to < from ? step >= 0 : step <= 0) return []
  const count = Math.ceil((to - from) / step)
  effort.reserve(count)
  return Array.from({ length: count }, (_, index) => from + index * step)
}

/** As the command `seq`: to; from, to; from, step, to. */
function sequence(params: readonly number[], effort: Effort): readonly number[] {
  const [a = 0, b = 0, c = 0] = params
  if (params.length === 1) return steps(1, a + (a < 1 ? -1 : 1), a < 1 ? -1 : 1, effort)
  if (params.length === 2) return steps(a, b + (b < a ? -1 : 1), b < a ? -1 : 1, effort)
  if (params.length !== 3 || (c < a && b > 0)) return []
  return steps(a, c + (c < a ? -1 : 1), b, effort)
}

/** The digits of a number read as octal ones: 777 is 511. */
function fromOctal(value: GoValue, effort: Effort): bigint {
  const read = parseInt64(printOne(value, effort), 8)
  return typeof read === 'bigint' ? read : 0n
}

/** Chance has no place here: of all numbers that Sprig might give, the lowest. */
function lowest(from: bigint, to: bigint): GoValue {
  if (to <= from) throw new Failure('invalid argument to Intn')
  return int(from)
}
