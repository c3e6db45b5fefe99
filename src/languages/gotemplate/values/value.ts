/**
 * Values of Go, each with its type. Texts are bytes (see text/bytes.ts), integers are bigints, floats are numbers.
 * Lists and maps may be nil, which prints as if they were empty and differs in JSON only.
 */
import type { Bytes } from '../text/bytes.ts'
import { anyType, type GoType } from './type.ts'

export type GoValue =
  | GoNil
  | GoBool
  | GoInt
  | GoFloat
  | GoComplex
  | GoString
  | GoList
  | GoMap
  | GoStruct
  | GoPointer
  | GoFunction
  | GoInterface

/** Nothing at all: what a missing key of a map gives, or `nil` in an `interface{}`. */
export interface GoNil {
  readonly kind: 'nil'
}

export interface GoBool {
  readonly kind: 'bool'
  readonly type: GoType
  readonly value: boolean
}

/** Any kind of integer, signed or not. */
export interface GoInt {
  readonly kind: 'int'
  readonly type: GoType
  readonly value: bigint
  readonly methods?: GoMethods
}

export interface GoFloat {
  readonly kind: 'float'
  readonly type: GoType
  readonly value: number
}

export interface GoComplex {
  readonly kind: 'complex'
  readonly type: GoType
  readonly real: number
  readonly imaginary: number
}

export interface GoString {
  readonly kind: 'string'
  readonly type: GoType
  readonly bytes: Bytes
  readonly methods?: GoMethods
}

export interface GoList {
  readonly kind: 'list'
  readonly type: GoType
  /** Undefined if it is nil. */
  readonly items: readonly GoValue[] | undefined
}

export interface GoMap {
  readonly kind: 'map'
  readonly type: GoType
  /** By the text of `keyOf`; undefined if it is nil. A map may be changed by the functions `set`, `unset` and `merge`. */
  readonly entries: Map<string, GoEntry> | undefined
}

export interface GoEntry {
  readonly key: GoValue
  readonly value: GoValue
}

/** A struct. Its type tells the names of fields and methods. */
export interface GoStruct {
  readonly kind: 'struct'
  readonly type: GoType
  /** In the order of the type's fields. */
  readonly fields: readonly GoValue[]
  readonly methods?: GoMethods
}

export interface GoPointer {
  readonly kind: 'pointer'
  readonly type: GoType
  /** Undefined if it is nil. */
  readonly to: GoValue | undefined
  readonly methods?: GoMethods
}

/** What the methods of a value do, by name. */
export type GoMethods = ReadonlyMap<string, (...given: readonly GoValue[]) => GoValue>

export interface GoFunction {
  readonly kind: 'function'
  readonly type: GoType
  readonly call: (...given: readonly GoValue[]) => GoValue
}

/** What lies in a place of an interface type: an item of `[]interface{}` or a value of `map[string]interface{}`. */
export interface GoInterface {
  readonly kind: 'interface'
  readonly type: GoType
  readonly held: GoValue
}

/** The text by which a map finds an entry: equal for equal keys. */
export function keyOf(key: GoValue): string {
  switch (key.kind) {
    case 'string':
      return key.bytes
    case 'bool':
    case 'int':
    case 'float':
      return String(key.value)
    case 'struct':
      return key.fields.map((field) => lengthAnd(keyOf(field))).join('')
    case 'interface':
      return keyOf(key.held)
    case 'nil':
    case 'complex':
    case 'list':
    case 'map':
    case 'pointer':
    case 'function':
      return ''
  }
}

/** So that texts side by side stay apart. */
function lengthAnd(text: string): string {
  return `${text.length}:${text}`
}

/** The value's type; a place for nothing has none, so `interface{}` stands for it. */
export function typeOf(value: GoValue): GoType {
  return value.kind === 'nil' ? anyType : value.type
}

/** What a place of an interface type holds; any other value as it is (Go: `indirectInterface`). */
export function unwrap(value: GoValue): GoValue {
  return value.kind === 'interface' ? unwrap(value.held) : value
}

/** A value as it lies in a place of this type: wrapped where that is an interface. */
export function placed(value: GoValue, place: GoType | undefined): GoValue {
  return place?.kind === 'interface' && value.kind !== 'interface'
    ? { kind: 'interface', type: place, held: value }
    : value
}
