/** `index`, `slice` and `len` (Go: text/template/funcs.go). */
import { Failure } from '../values/failure.ts'
import { int, list, string } from '../values/make.ts'
import { entryOf, indirect, zeroOf } from '../values/reach.ts'
import { anyType, byteType, isAssignable, isSigned, isUnsigned } from '../values/type.ts'
import {
  type GoList,
  type GoMap,
  type GoString,
  type GoValue,
  placed,
  typeOf,
  unwrap,
} from '../values/value.ts'

/** `index x 1 2` is x[1][2]. A missing key gives the zero value. */
export function indexed(item: GoValue, indexes: readonly GoValue[]): GoValue {
  if (unwrap(item).kind === 'nil') throw new Failure('index of untyped nil')
  return indexes.reduce((value, index) => indexedOnce(value, unwrap(index)), unwrap(item))
}

function indexedOnce(item: GoValue, index: GoValue): GoValue {
  const { value, isNil } = indirect(item)
  if (isNil) throw new Failure('index of nil pointer')
  if (value.kind === 'list') {
    const items = value.items ?? []
    const found = items[indexFrom(index, items.length)]
    if (found === undefined) throw new Failure('reflect: slice index out of range')
    return placed(found, value.type.element)
  }
  if (value.kind === 'string') {
    const at = indexFrom(index, value.bytes.length)
    if (at >= value.bytes.length) throw new Failure('reflect: string index out of range')
    return int(value.bytes.charCodeAt(at), byteType)
  }
  if (value.kind === 'map') return valueAt(value, index)
  throw new Failure(`can't index item of type ${typeOf(value).name}`)
}

function valueAt(map: GoMap, index: GoValue): GoValue {
  const wanted = map.type.key ?? anyType
  if (index.kind === 'nil') {
    if (wanted.kind !== 'interface') throw new Failure(`value is nil; should be of type ${wanted.name}`)
  } else if (!isAssignable(index.type, wanted)) {
    const isInteger = index.kind === 'int' && (isSigned(wanted) || isUnsigned(wanted))
    if (!isInteger) throw new Failure(`value has type ${index.type.name}; should be ${wanted.name}`)
  }
  return entryOf(map, index) ?? zeroOf(map.type.element ?? anyType)
}

/** An index from 0 to the length, which is for the caller to refuse. */
function indexFrom(index: GoValue, most: number): number {
  if (index.kind === 'nil') throw new Failure('cannot index slice/array with nil')
  if (index.kind !== 'int') throw new Failure(`cannot index slice/array with type ${index.type.name}`)
  if (index.value < 0n || index.value > BigInt(most)) throw new Failure(`index out of range: ${index.value}`)
  return Number(index.value)
}

/** `slice x 1 2` is x[1:2]. */
export function sliced(item: GoValue, indexes: readonly GoValue[]): GoValue {
  if (unwrap(item).kind === 'nil') throw new Failure('slice of untyped nil')
  const { value, isNil } = indirect(item)
  if (isNil) throw new Failure('slice of nil pointer')
  if (indexes.length > 3) throw new Failure(`too many slice indexes: ${indexes.length}`)
  if (value.kind !== 'string' && value.kind !== 'list') {
    throw new Failure(`can't slice item of type ${typeOf(value).name}`)
  }
  if (value.kind === 'string' && indexes.length === 3) throw new Failure('cannot 3-index slice a string')
  return part(value, indexes)
}

function part(value: GoString | GoList, indexes: readonly GoValue[]): GoValue {
  const length = value.kind === 'string' ? value.bytes.length : (value.items?.length ?? 0)
  const [from = 0, to = length, capacity = length] = indexes.map((index) => indexFrom(unwrap(index), length))
  if (from > to) throw new Failure(`invalid slice index: ${from} > ${to}`)
  if (to > capacity) throw new Failure(`invalid slice index: ${to} > ${capacity}`)
  if (value.kind === 'string') return string(value.bytes.slice(from, to), value.type)
  return list(value.items?.slice(from, to), value.type)
}

/** Bytes of a text, items of a list, entries of a map. */
export function lengthOf(item: GoValue): number {
  const { value, isNil } = indirect(item)
  if (isNil) throw new Failure('len of nil pointer')
  if (value.kind === 'string') return value.bytes.length
  if (value.kind === 'list') return value.items?.length ?? 0
  if (value.kind === 'map') return value.entries?.size ?? 0
  if (value.kind === 'nil') throw new Failure('reflect: call of reflect.Value.Type on zero Value')
  throw new Failure(`len of type ${value.type.name}`)
}
