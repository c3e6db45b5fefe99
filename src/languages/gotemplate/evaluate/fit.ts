/** Does a value fit a parameter (Go: text/template/exec.go `validateType`)? */
import { zeroOf } from '../values/reach.ts'
import { anyType, canBeNil, type GoType, isAssignable, reflectType } from '../values/type.ts'
import { type GoValue, unwrap } from '../values/value.ts'
import { fail, type Frame } from './frame.ts'

/** The value as the parameter takes it: out of its interface, or what a pointer points to. Else the run ends. */
export function fitted(frame: Frame, value: GoValue, type: GoType): GoValue {
  if (type === reflectType) return value
  if (value.kind === 'nil') {
    return canBeNil(type) ? unwrap(zeroOf(type)) : fail(frame, `invalid value; expected ${type.name}`)
  }
  if (type.name === anyType.name) return unwrap(value)
  if (isAssignable(value.type, type)) return value
  const inner = value.kind === 'interface' && value.held.kind !== 'nil' ? value.held : value
  if (isAssignable(inner.type, type)) return inner
  if (
    inner.kind === 'pointer' &&
    inner.type.element !== undefined &&
    isAssignable(inner.type.element, type)
  ) {
    return inner.to ?? fail(frame, `dereference of nil pointer of type ${type.name}`)
  }
  return fail(frame, `wrong type for value; expected ${type.name}; got ${inner.type.name}`)
}
