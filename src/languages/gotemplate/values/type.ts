/** Go's types, as far as templates can see them: names in messages, what fits where, fields and methods. */
import type { Bytes } from '../text/bytes.ts'

/** As `reflect.Kind` prints it. */
export type Kind =
  | 'bool'
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'complex128'
  | 'string'
  | 'slice'
  | 'map'
  | 'struct'
  | 'ptr'
  | 'interface'
  | 'func'

/** A type. Two types are the same if their names are. */
export interface GoType {
  readonly kind: Kind
  /** As `%T` prints it: `int`, `[]interface {}`, `update.Change`. */
  readonly name: string
  /** What a list or map holds, or a pointer points to. */
  readonly element?: GoType
  /** The keys of a map. */
  readonly key?: GoType
  /** The fields of a struct, in order. */
  readonly fields?: readonly GoField[]
  /** Names of methods that a template may call, and what they take. */
  readonly methods?: ReadonlyMap<string, GoSignature>
  /** Of a function. */
  readonly signature?: GoSignature
}

export interface GoField {
  readonly name: Bytes
  readonly type: GoType
  /** Its fields can be named as if they were the struct's own. */
  readonly isEmbedded?: boolean
}

/** What a function or method takes. */
export interface GoSignature {
  readonly parameters: readonly GoType[]
  /** The last parameter may stand any number of times. */
  readonly isVariadic: boolean
}

/** A type without parts, such as `int` or a named one such as `time.Duration`. */
export function basicType(kind: Kind, name: string = kind, methods?: GoType['methods']): GoType {
  return methods === undefined ? { kind, name } : { kind, name, methods }
}

export function listType(element: GoType): GoType {
  return { kind: 'slice', name: `[]${element.name}`, element }
}

export function mapType(key: GoType, element: GoType): GoType {
  return { kind: 'map', name: `map[${key.name}]${element.name}`, key, element }
}

export function pointerType(element: GoType, methods?: GoType['methods']): GoType {
  const type: GoType = { kind: 'ptr', name: `*${element.name}`, element }
  return methods === undefined ? type : { ...type, methods }
}

/** Methods that take nothing, by their names. */
export function getters(...names: readonly string[]): ReadonlyMap<string, GoSignature> {
  return new Map(names.map((name) => [name, { parameters: [], isVariadic: false }]))
}

export const boolType = basicType('bool')
export const intType = basicType('int')
export const int64Type = basicType('int64')
export const floatType = basicType('float64')
export const complexType = basicType('complex128')
export const stringType = basicType('string')
export const byteType = basicType('uint8')
/** `interface{}`, which anything fits. */
export const anyType = basicType('interface', 'interface {}')
/** What Go's own functions take: a value just as it stands, even none. */
export const reflectType = basicType('struct', 'reflect.Value')
export const anyListType = listType(anyType)
export const stringListType = listType(stringType)
export const intListType = listType(intType)
export const dictType = mapType(stringType, anyType)
export const stringMapType = mapType(stringType, stringType)

/** May a value of the type be used where the other is wanted? */
export function isAssignable(type: GoType, wanted: GoType): boolean {
  return wanted === anyType || wanted.name === type.name || wanted.name === anyType.name
}

/** May nothing (`nil`) stand for it? */
export function canBeNil(type: GoType): boolean {
  return /^(?:func|interface|map|ptr|slice)$/.test(type.kind) || type === reflectType
}

export function isSigned(type: GoType): boolean {
  return type.kind.startsWith('int') && type.kind !== 'interface'
}

export function isUnsigned(type: GoType): boolean {
  return type.kind.startsWith('uint')
}

/** May values of it be compared with `==` whatever they hold? */
export function isComparable(type: GoType): boolean {
  if (/^(?:slice|map|func)$/.test(type.kind)) return false
  return type.fields?.every((field) => isComparable(field.type)) ?? true
}
