/** Sums and products of floats by way of decimals, so that 0.1 and 0.2 are 0.3 (Go: Sprig numeric.go, shopspring/decimal). */
import { anything, type Functions, takes, takesMany } from '../evaluate/function.ts'
import { formatFloat } from '../text/format-float.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { float } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'
import { toFloat } from './cast.ts'

/** The value is the integer times ten to the power. */
interface Decimal {
  readonly integer: bigint
  readonly power: number
}

type Operation = (a: Decimal, b: Decimal) => Decimal

const zero: Decimal = { integer: 0n, power: 0 }
const one: Decimal = { integer: 1n, power: 0 }

export const decimals: Functions = new Map([
  ['add1f', takes([anything], (value) => float(toNumber(plus(toDecimal(value), one))))],
  ['addf', takesMany([], anything, (values, effort) => float(folded(zero, values, [plus, effort])))],
  [
    'divf',
    takesMany([anything], anything, (first, others, effort) =>
      float(folded(toDecimal(first), others, [over, effort])),
    ),
  ],
  [
    'mulf',
    takesMany([anything], anything, (first, others, effort) =>
      float(folded(toDecimal(first), others, [times, effort])),
    ),
  ],
  [
    'subf',
    takesMany([anything], anything, (first, others, effort) =>
      float(folded(toDecimal(first), others, [minus, effort])),
    ),
  ],
])

/** Long division is dear. */
function folded(
  start: Decimal,
  values: readonly GoValue[],
  [operation, effort]: readonly [Operation, Effort],
): number {
  effort.spend(values.length * 20)
  return toNumber(values.map(toDecimal).reduce(operation, start))
}

/** The shortest decimal that stands for the float. */
function toDecimal(given: GoValue): Decimal {
  const value = toFloat(given)
  if (!Number.isFinite(value)) {
    throw new Failure(`Cannot create a Decimal from ${formatFloat(value, 'g', -1)}`)
  }
  const [mantissa = '0', power = '0'] = formatFloat(value, 'e', -1).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { integer: BigInt(whole + fraction), power: Number(power) - fraction.length }
}

function toNumber({ integer, power }: Decimal): number {
  return Number(`${integer}e${power}`)
}

function plus(a: Decimal, b: Decimal): Decimal {
  const power = Math.min(a.power, b.power)
  return { integer: scaled(a, power) + scaled(b, power), power }
}

function minus(a: Decimal, b: Decimal): Decimal {
  return plus(a, { ...b, integer: -b.integer })
}

function times(a: Decimal, b: Decimal): Decimal {
  return { integer: a.integer * b.integer, power: a.power + b.power }
}

function scaled({ integer, power }: Decimal, to: number): bigint {
  return integer * 10n ** BigInt(power - to)
}

/** To 16 places, a half away from zero. */
function over(a: Decimal, b: Decimal): Decimal {
  if (b.integer === 0n) throw new Failure('decimal division by 0')
  const power = a.power - b.power + 16
  const dividend = size(a.integer) * 10n ** BigInt(Math.max(power, 0))
  const by = size(b.integer) * 10n ** BigInt(Math.max(-power, 0))
  const quotient = dividend / by + ((dividend % by) * 2n >= by ? 1n : 0n)
  return { integer: a.integer < 0n === b.integer < 0n ? quotient : -quotient, power: -16 }
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value
}
