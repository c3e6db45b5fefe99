/** The order of keys in which Go walks and prints maps (Go: internal/fmtsort). */
import type { GoValue } from './value.ts'

/** Below, at or above 0. Texts by bytes, false before true, structs field by field. */
export function compareValues(a: GoValue, b: GoValue): number {
  if (a.kind === 'interface' || b.kind === 'interface') {
    return compareValues(a.kind === 'interface' ? a.held : a, b.kind === 'interface' ? b.held : b)
  }
  if (a.kind === 'string' && b.kind === 'string') return compare(a.bytes, b.bytes)
  if (a.kind === 'int' && b.kind === 'int') return compare(a.value, b.value)
  if (a.kind === 'float' && b.kind === 'float') return compare(a.value, b.value)
  if (a.kind === 'bool' && b.kind === 'bool') return compare(a.value, b.value)
  if (a.kind === 'struct' && b.kind === 'struct') return compareFields(a.fields, b.fields)
  return compare(rank(a), rank(b))
}

function compareFields(a: readonly GoValue[], b: readonly GoValue[]): number {
  for (const [index, field] of a.entries()) {
    const other = b[index]
    const order = other === undefined ? 0 : compareValues(field, other)
    if (order !== 0) return order
  }
  return 0
}

function compare<T extends string | bigint | number | boolean>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Keys of different types, which Go orders by where their types lie in memory: here nothing first, then by the names of kinds. */
function rank(value: GoValue): string {
  return value.kind === 'nil' ? '' : value.kind
}
