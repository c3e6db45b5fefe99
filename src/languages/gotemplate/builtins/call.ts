/** `call`: functions that lie in the data (Go: text/template/funcs.go). */
import type { Bytes } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { zeroOf } from '../values/reach.ts'
import { anyType, canBeNil, type GoType, isAssignable, isSigned, isUnsigned } from '../values/type.ts'
import { type GoValue, unwrap } from '../values/value.ts'

/** `name` is how the template calls it. */
export function callFunction(
  name: Bytes,
  target: GoValue,
  given: readonly GoValue[],
  effort: Effort,
): GoValue {
  effort.spend(1)
  const callee = unwrap(target)
  if (callee.kind === 'nil') throw new Failure('call of nil')
  const { signature } = callee.type
  if (callee.kind !== 'function' || signature === undefined) {
    throw new Failure(`non-function ${name} of type ${callee.type.name}`)
  }
  const { parameters, isVariadic } = signature
  const least = parameters.length - (isVariadic ? 1 : 0)
  if (given.length < least || (!isVariadic && given.length > least)) {
    const wanted = `want ${isVariadic ? 'at least ' : ''}${least}`
    throw new Failure(`wrong number of args for ${name}: got ${given.length} ${wanted}`)
  }
  return callee.call(...given.map((value, index) => prepared(value, typeAt(parameters, index), index)))
}

function typeAt(parameters: readonly GoType[], index: number): GoType {
  return parameters[index] ?? parameters.at(-1) ?? anyType
}

/** Integers of other kinds are converted. */
function prepared(given: GoValue, type: GoType, index: number): GoValue {
  const value = unwrap(given)
  if (value.kind === 'nil') {
    if (canBeNil(type)) return unwrap(zeroOf(type))
    throw new Failure(`arg ${index}: value is nil; should be of type ${type.name}`)
  }
  if (isAssignable(value.type, type)) return value
  if (value.kind === 'int' && (isSigned(type) || isUnsigned(type))) return { ...value, type }
  throw new Failure(`arg ${index}: value has type ${value.type.name}; should be ${type.name}`)
}
