/** Reaching into values, as Go's package `reflect` does: through pointers and interfaces, to fields, items and entries. */
import type { Bytes } from '../text/bytes.ts'
import { compareValues } from './order.ts'
import { type GoType, reflectType } from './type.ts'
import { nil, string } from './make.ts'
import {
  type GoEntry,
  type GoMap,
  type GoMethods,
  type GoStruct,
  type GoValue,
  keyOf,
  placed,
} from './value.ts'

/** What is at the end of pointers and interfaces; a nil pointer or an empty interface is where it ends. */
export function indirect(value: GoValue): { readonly value: GoValue; readonly isNil: boolean } {
  if (value.kind === 'pointer') return value.to === undefined ? { value, isNil: true } : indirect(value.to)
  if (value.kind === 'interface')
    return value.held.kind === 'nil' ? { value, isNil: true } : indirect(value.held)
  return { value, isNil: false }
}

/** A field by its name, the struct's own before those of its embedded structs; undefined if there is none. */
export function findField(struct: GoStruct, name: Bytes): GoValue | undefined {
  let found: GoValue = struct
  for (const index of pathTo(struct.type, name) ?? []) {
    if (found.kind !== 'struct') return undefined
    found = fieldAt(found, index)
  }
  return found === struct ? undefined : found
}

/** Does the struct type have such a field, maybe in an embedded struct? */
export function hasField(type: GoType, name: Bytes): boolean {
  return pathTo(type, name) !== undefined
}

export function fieldAt(struct: GoStruct, index: number): GoValue {
  return placed(struct.fields[index] ?? nil, struct.type.fields?.[index]?.type)
}

type FieldPath = readonly number[]

/** Asked for every field that a template names, and the same for all values of a type. */
const known = new WeakMap<GoType, Map<Bytes, FieldPath | undefined>>()

function pathTo(type: GoType, name: Bytes): FieldPath | undefined {
  const paths = known.get(type) ?? new Map<Bytes, FieldPath | undefined>()
  known.set(type, paths)
  if (!paths.has(name)) paths.set(name, searchPath(type, name))
  return paths.get(name)
}

/** Level by level, since what is nearer comes first. */
function searchPath(type: GoType, name: Bytes): FieldPath | undefined {
  type Level = readonly { readonly type: GoType; readonly path: FieldPath }[]
  for (let level: Level = [{ type, path: [] }]; level.length > 0;) {
    for (const each of level) {
      const index = each.type.fields?.findIndex((field) => field.name === name) ?? -1
      if (index >= 0) return [...each.path, index]
    }
    level = level.flatMap((each) =>
      (each.type.fields ?? []).flatMap((field, index) =>
        field.isEmbedded === true ? [{ type: field.type, path: [...each.path, index] }] : [],
      ),
    )
  }
  return undefined
}

/** A method with its receiver; undefined if there is none. */
export function findMethod(value: GoValue, name: Bytes): BoundMethod | undefined {
  if (value.kind === 'nil') return undefined
  const run = methodsOf(value)?.get(name) ?? methodBehind(value, name)
  const signature = signatureOf(value.type, name)
  return run === undefined || signature === undefined ? undefined : { signature, run }
}

function methodsOf(value: GoValue): GoMethods | undefined {
  return 'methods' in value ? value.methods : undefined
}

export interface BoundMethod {
  readonly signature: NonNullable<GoType['signature']>
  readonly run: (...given: readonly GoValue[]) => GoValue
}

/** A pointer has the methods of what it points to as well. */
function methodBehind(value: GoValue, name: Bytes): BoundMethod['run'] | undefined {
  return value.kind === 'pointer' && value.to !== undefined ? methodsOf(value.to)?.get(name) : undefined
}

function signatureOf(type: GoType, name: Bytes): GoType['signature'] {
  return type.methods?.get(name) ?? (type.kind === 'ptr' ? type.element?.methods?.get(name) : undefined)
}

/** The value of a key, as it lies in the map; undefined if there is none. */
export function entryOf(map: GoMap, key: GoValue): GoValue | undefined {
  const found = map.entries?.get(keyOf(key))
  return found && placed(found.value, map.type.element)
}

/** The same by a text. */
export function entryNamed(map: GoMap, key: Bytes): GoValue | undefined {
  return entryOf(map, string(key))
}

/** The entries sorted by their keys, as Go ranges over maps and prints them. */
export function sortedEntries(map: GoMap): readonly GoEntry[] {
  return [...(map.entries?.values() ?? [])].sort((a, b) => compareValues(a.key, b.key))
}

/** The zero value of a type, such as the empty text. */
export function zeroOf(type: GoType): GoValue {
  if (type === reflectType) return nil
  switch (type.kind) {
    case 'bool':
      return { kind: 'bool', type, value: false }
    case 'float32':
    case 'float64':
      return { kind: 'float', type, value: 0 }
    case 'complex128':
      return { kind: 'complex', type, real: 0, imaginary: 0 }
    case 'string':
      return string('', type)
    case 'slice':
      return { kind: 'list', type, items: undefined }
    case 'map':
      return { kind: 'map', type, entries: undefined }
    case 'struct':
      return { kind: 'struct', type, fields: (type.fields ?? []).map((field) => zeroOf(field.type)) }
    case 'ptr':
      return { kind: 'pointer', type, to: undefined }
    case 'interface':
    case 'func':
      return placed(nil, type)
    case 'int':
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'uint':
    case 'uint8':
    case 'uint16':
    case 'uint32':
    case 'uint64':
      return { kind: 'int', type, value: 0n }
  }
}
