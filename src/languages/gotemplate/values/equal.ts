/** When values are the same: Go's `==` and `reflect.DeepEqual`. */
import type { Effort } from './effort.ts'
import { type GoEntry, type GoValue, unwrap } from './value.ts'

/** Go's `==` of two values of comparable types. */
export function isSame(a: GoValue, b: GoValue): boolean {
  if (a.kind === 'interface' || b.kind === 'interface') return isSame(unwrap(a), unwrap(b))
  if (a.kind === 'nil' || b.kind === 'nil') return a.kind === b.kind
  if (a.type.name !== b.type.name) return false
  if (a.kind === 'pointer' && b.kind === 'pointer') return a === b || (a.to !== undefined && a.to === b.to)
  if (a.kind === 'struct' && b.kind === 'struct') {
    return a.fields.every((field, index) => isSame(field, b.fields[index] ?? field))
  }
  return isSameBasic(a, b)
}

function isSameBasic(a: GoValue, b: GoValue): boolean {
  if (a.kind === 'string' && b.kind === 'string') return a.bytes === b.bytes
  if (a.kind === 'complex' && b.kind === 'complex') return a.real === b.real && a.imaginary === b.imaginary
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value
  if (a.kind === 'int' && b.kind === 'int') return a.value === b.value
  if (a.kind === 'float' && b.kind === 'float') return a.value === b.value
  return a.kind === 'function' && b.kind === 'function' && a === b
}

/** The same type and the same parts all the way down; an empty list and a nil one differ. */
export function isDeepEqual(a: GoValue, b: GoValue, effort: Effort): boolean {
  effort.spend(1)
  if (a.kind === 'interface' || b.kind === 'interface') return isDeepEqual(unwrap(a), unwrap(b), effort)
  if (a.kind === 'nil' || b.kind === 'nil') return a.kind === b.kind
  if (a.type.name !== b.type.name) return false
  if (a === b) return a.kind !== 'function' && !(a.kind === 'float' && Number.isNaN(a.value))
  if (a.kind === 'list' && b.kind === 'list') return areDeepEqual(a.items, b.items, effort)
  if (a.kind === 'struct' && b.kind === 'struct') return areDeepEqual(a.fields, b.fields, effort)
  if (a.kind === 'map' && b.kind === 'map') return areMapsEqual(a.entries, b.entries, effort)
  if (a.kind === 'pointer' && b.kind === 'pointer') {
    return areDeepEqual(a.to && [a.to], b.to && [b.to], effort)
  }
  return a.kind !== 'function' && isSameBasic(a, b)
}

function areDeepEqual(
  a: readonly GoValue[] | undefined,
  b: readonly GoValue[] | undefined,
  effort: Effort,
): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((item, index) => isDeepEqual(item, b[index] ?? item, effort))
}

type Entries = ReadonlyMap<string, GoEntry>

function areMapsEqual(a: Entries | undefined, b: Entries | undefined, effort: Effort): boolean {
  if (a === undefined || b === undefined || a === b) return a === b
  if (a.size !== b.size) return false
  return [...a].every(([key, { value }]) => {
    const other = b.get(key)
    return other !== undefined && isDeepEqual(value, other.value, effort)
  })
}
