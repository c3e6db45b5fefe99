/** What counts as true in `if`, `with`, `and`, `or`, `not`. */
import type { GoValue } from './value.ts'

/** Zero, nothing and what is empty are false; a struct is always true (Go: `isTrue`). */
export function isTrue(value: GoValue): boolean {
  switch (value.kind) {
    case 'nil':
      return false
    case 'bool':
      return value.value
    case 'int':
      return value.value !== 0n
    case 'float':
      return value.value !== 0
    case 'complex':
      return value.real !== 0 || value.imaginary !== 0
    case 'string':
      return value.bytes !== ''
    case 'list':
      return (value.items?.length ?? 0) > 0
    case 'map':
      return (value.entries?.size ?? 0) > 0
    case 'struct':
    case 'function':
      return true
    case 'pointer':
      return value.to !== undefined
    case 'interface':
      return value.held.kind !== 'nil'
  }
}
