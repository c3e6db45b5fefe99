/** `eq`, `lt` and what follows from them (Go: text/template/funcs.go). */
import { printOne } from '../printing/print.ts'
import { printf } from '../printing/printf.ts'
import type { Effort } from '../values/effort.ts'
import { isSame } from '../values/equal.ts'
import { Failure } from '../values/failure.ts'
import { isComparable, isSigned } from '../values/type.ts'
import { type GoValue, typeOf, unwrap } from '../values/value.ts'

/** Does the first equal one of the others? */
export function isEqualToAny(given: GoValue, others: readonly GoValue[], effort: Effort): boolean {
  if (others.length === 0) throw new Failure('missing argument for comparison')
  const first = unwrap(given)
  return others.some((other) => isEqual(first, unwrap(other), effort))
}

function isEqual(a: GoValue, b: GoValue, effort: Effort): boolean {
  const [kind, other] = [basicKind(a), basicKind(b)]
  if (kind !== other) {
    if (a.kind === 'int' && b.kind === 'int') return a.value === b.value
    if (a.kind !== 'nil' && b.kind !== 'nil') throw incompatible(a, b)
    return false
  }
  if (kind !== undefined) return isSameBasic(a, b)
  if (isNil(a) || isNil(b)) {
    if (kindName(a) !== kindName(b) && a.kind !== 'nil' && b.kind !== 'nil') throw differing(a, b, effort)
    return isNil(a) && isNil(b)
  }
  if (kindName(a) !== kindName(b)) throw differing(a, b, effort)
  if (!isComparable(typeOf(b))) {
    throw new Failure(`non-comparable type ${printf('%s', [b], effort)}: ${typeOf(b).name}`)
  }
  return isSame(a, b)
}

/** Types do not matter for values of one basic kind, such as an int and an int64. */
function isSameBasic(a: GoValue, b: GoValue): boolean {
  if (a.kind === 'string' && b.kind === 'string') return a.bytes === b.bytes
  if (a.kind === 'complex' && b.kind === 'complex') return a.real === b.real && a.imaginary === b.imaginary
  return 'value' in a && 'value' in b && a.value === b.value
}

function differing(a: GoValue, b: GoValue, effort: Effort): Failure {
  const [shown, other] = [printf('%s', [a], effort), printOne(b, effort)]
  return new Failure(`non-comparable types ${shown}: ${typeOf(a).name}, ${typeOf(b).name}: ${other}`)
}

function kindName(value: GoValue): string {
  return value.kind === 'nil' ? 'invalid' : value.type.kind
}

function isNil(value: GoValue): boolean {
  if (value.kind === 'list') return value.items === undefined
  if (value.kind === 'map') return value.entries === undefined
  return value.kind === 'nil' || (value.kind === 'pointer' && value.to === undefined)
}

/** Numbers with a sign and without can be compared, other kinds only with themselves. */
export function isLess(first: GoValue, second: GoValue): boolean {
  const [a, b] = [unwrap(first), unwrap(second)]
  const [kind, other] = [basicKind(a), basicKind(b)]
  if (kind === undefined || other === undefined) throw new Failure('invalid type for comparison')
  if (a.kind === 'int' && b.kind === 'int') return a.value < b.value
  if (kind !== other) throw incompatible(a, b)
  if (a.kind === 'float' && b.kind === 'float') return a.value < b.value
  if (a.kind === 'string' && b.kind === 'string') return a.bytes < b.bytes
  throw new Failure('invalid type for comparison')
}

function incompatible(a: GoValue, b: GoValue): Failure {
  return new Failure(`incompatible types for comparison: ${typeOf(a).name} and ${typeOf(b).name}`)
}

function basicKind(value: GoValue): string | undefined {
  switch (value.kind) {
    case 'int':
      return isSigned(value.type) ? 'int' : 'uint'
    case 'bool':
    case 'float':
    case 'complex':
    case 'string':
      return value.kind
    case 'nil':
    case 'list':
    case 'map':
    case 'struct':
    case 'pointer':
    case 'function':
    case 'interface':
      return undefined
  }
}
