/** Making values of Go. */
import { type Bytes, toBytes } from '../text/bytes.ts'
import {
  anyListType,
  boolType,
  complexType,
  dictType,
  floatType,
  type GoType,
  intListType,
  intType,
  int64Type,
  stringListType,
  stringMapType,
  stringType,
} from './type.ts'
import {
  type GoBool,
  type GoComplex,
  type GoFloat,
  type GoInt,
  type GoList,
  type GoMap,
  type GoNil,
  type GoString,
  type GoValue,
  keyOf,
} from './value.ts'

export const nil: GoNil = { kind: 'nil' }

export function bool(value: boolean): GoBool {
  return { kind: 'bool', type: boolType, value }
}

export function int(value: bigint | number, type: GoType = intType): GoInt {
  return { kind: 'int', type, value: BigInt(value) }
}

/** An int64; what is too large wraps around, as Go's arithmetic does. */
export function int64(value: bigint): GoInt {
  return { kind: 'int', type: int64Type, value: BigInt.asIntN(64, value) }
}

export function float(value: number): GoFloat {
  return { kind: 'float', type: floatType, value }
}

export function complex(real: number, imaginary: number): GoComplex {
  return { kind: 'complex', type: complexType, real, imaginary }
}

/** A string of bytes. */
export function string(bytes: Bytes, type: GoType = stringType): GoString {
  return { kind: 'string', type, bytes }
}

/** A string from a text of JavaScript. */
export function text(text: string, type: GoType = stringType): GoString {
  return string(toBytes(text), type)
}

/** `[]interface{}` unless another type is named. */
export function list(items: readonly GoValue[] | undefined, type: GoType = anyListType): GoList {
  return { kind: 'list', type, items }
}

export function strings(items: readonly Bytes[] | undefined): GoList {
  return list(
    items?.map((item) => string(item)),
    stringListType,
  )
}

export function ints(items: readonly number[]): GoList {
  return list(
    items.map((item) => int(item)),
    intListType,
  )
}

/** `map[string]interface{}` from byte strings and values. */
export function dict(pairs: Iterable<readonly [Bytes, GoValue]>): GoMap {
  return map(
    [...pairs].map(([key, value]) => [string(key), value]),
    dictType,
  )
}

/** `map[string]string`. */
export function stringMap(pairs: Iterable<readonly [Bytes, Bytes]>): GoMap {
  return map(
    [...pairs].map(([key, value]) => [string(key), string(value)]),
    stringMapType,
  )
}

export function map(pairs: Iterable<readonly [GoValue, GoValue]>, type: GoType): GoMap {
  const entries = new Map([...pairs].map(([key, value]) => [keyOf(key), { key, value }]))
  return { kind: 'map', type, entries }
}
