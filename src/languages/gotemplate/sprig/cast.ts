/** Any value as a number or text, as Sprig's functions take them (Go: spf13/cast, and Sprig's `strval`). */
import { printOne } from '../printing/print.ts'
import type { Bytes } from '../text/bytes.ts'
import { parseFloat64, parseInt64 } from '../text/parse-number.ts'
import type { Effort } from '../values/effort.ts'
import { indirect } from '../values/reach.ts'
import { type GoValue, unwrap } from '../values/value.ts'

/** 0 for what is no number. A float loses its fraction; a text may have a prefix such as `0x`. */
export function toInt64(given: GoValue): bigint {
  const { value } = indirect(given)
  switch (value.kind) {
    case 'int':
      return isBasic(value.type) || /^time\.(?:Month|Weekday)$/.test(value.type.name)
        ? BigInt.asIntN(64, value.value)
        : 0n
    case 'float':
      return truncated(value.value)
    case 'bool':
      return value.value ? 1n : 0n
    case 'string': {
      const read = isBasic(value.type) ? parseInt64(withoutZeros(value.bytes), 0) : 0n
      return typeof read === 'bigint' ? read : 0n
    }
    case 'nil':
    case 'complex':
    case 'list':
    case 'map':
    case 'struct':
    case 'pointer':
    case 'function':
    case 'interface':
      return 0n
  }
}

/** Types with a name of their own count as no numbers. */
function isBasic({ kind, name }: { kind: string; name: string }): boolean {
  return kind === name
}

/** What the processor makes of a float that is too large. */
function truncated(value: number): bigint {
  const isInside = value >= -(2 ** 63) && value < 2 ** 63
  return isInside ? BigInt(Math.trunc(value)) : -(2n ** 63n)
}

/** `1.00` is `1`. */
function withoutZeros(text: Bytes): Bytes {
  return text.replace(/\.0+$/, '')
}

export function toFloat(given: GoValue): number {
  const { value } = indirect(given)
  if (value.kind === 'float') return value.value
  if (value.kind === 'string' && isBasic(value.type)) {
    const read = parseFloat64(value.bytes)
    return typeof read === 'number' ? read : 0
  }
  if (value.kind === 'int' && value.type.name === 'uint64') return Number(value.value)
  return Number(toInt64(value))
}

/** Any value as text. */
export function toText(given: GoValue, effort: Effort): Bytes {
  const value = unwrap(given)
  return isByteList(value) ? bytesOf(value.items ?? []) : printOne(value, effort)
}

function isByteList(value: GoValue): value is Extract<GoValue, { kind: 'list' }> {
  return value.kind === 'list' && value.type.element?.name === 'uint8'
}

function bytesOf(items: readonly GoValue[]): Bytes {
  return items.map((item) => (item.kind === 'int' ? String.fromCharCode(Number(item.value)) : '')).join('')
}

/** The texts of a list without its empty places; one text for what is no list, none for nothing. */
export function toTexts(given: GoValue, effort: Effort): readonly Bytes[] {
  const value = unwrap(given)
  if (value.kind === 'nil') return []
  if (value.kind !== 'list') return [toText(value, effort)]
  const items = (value.items ?? []).map(unwrap).filter((item) => item.kind !== 'nil')
  return items.map((item) => toText(item, effort))
}
