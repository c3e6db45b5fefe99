/** Maps from text to anything (Go: Sprig dict.go). `set`, `unset` and `merge` change the map they are given. */
import {
  aDict,
  anything,
  aText,
  type Functions,
  takes,
  takesMany,
  type TemplateFunction,
} from '../evaluate/function.ts'
import type { Bytes } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { bool, dict, list, nil, string, strings } from '../values/make.ts'
import { sortedEntries } from '../values/reach.ts'
import { dictType, stringType } from '../values/type.ts'
import { type GoMap, type GoValue, unwrap } from '../values/value.ts'
import { toText } from './cast.ts'
import { copied, merged } from './merge.ts'

/** Go gives `keys` and `values` in no order; here they are sorted by key. */
export const dicts: Functions = new Map([
  ['deepCopy', takes([anything], copiedWhole)],
  ['mustDeepCopy', takes([anything], copiedWhole)],
  ['dict', takesMany([], anything, made)],
  ['dig', takesMany([], anything, dug)],
  ['get', takes([aDict, aText], (map, key) => valueOf(map, key) ?? string(''))],
  ['hasKey', takes([aDict, aText], (map, key) => bool(valueOf(map, key) !== undefined))],
  ['keys', takesMany([], aDict, (maps) => strings(maps.flatMap((map) => keysOf(map))))],
  ['merge', merging(false)],
  ['mergeOverwrite', merging(true)],
  ['mustMerge', merging(false)],
  ['mustMergeOverwrite', merging(true)],
  ['omit', takesMany([aDict], aText, (map, keys) => chosen(map, (key) => !keys.includes(key)))],
  ['pick', takesMany([aDict], aText, (map, keys) => chosen(map, (key) => keys.includes(key)))],
  ['pluck', takesMany([aText], aDict, (key, maps) => list(maps.flatMap((map) => valueOf(map, key) ?? [])))],
  ['set', takes([aDict, aText, anything], withValue)],
  ['unset', takes([aDict, aText], without)],
  ['values', takes([aDict], (map) => list(sortedEntries(map).map(({ value }) => unwrap(value))))],
])

function copiedWhole(value: GoValue, effort: Effort): GoValue {
  if (value.kind === 'nil') throw new Failure('reflect: call of reflect.Value.Type on zero Value')
  return copied(value, effort)
}

/** Pairs of key and value; a last key alone gets the empty text. */
function made(pairs: readonly GoValue[], effort: Effort): GoValue {
  const keys = pairs.filter((_, index) => index % 2 === 0)
  return dict(keys.map((key, index) => [toText(key, effort), pairs[index * 2 + 1] ?? string('')]))
}

function valueOf({ entries }: GoMap, key: Bytes): GoValue | undefined {
  const found = entries?.get(key)
  return found && unwrap(found.value)
}

function keysOf(map: GoMap): readonly Bytes[] {
  return sortedEntries(map).map(({ key }) => (key.kind === 'string' ? key.bytes : ''))
}

function chosen(map: GoMap, isChosen: (key: Bytes) => boolean): GoMap {
  return dict(keysOf(map).flatMap((key) => (isChosen(key) ? [[key, valueOf(map, key) ?? nil] as const] : [])))
}

function withValue(map: GoMap, key: Bytes, value: GoValue, effort: Effort): GoMap {
  if (map.entries === undefined) throw new Failure('assignment to entry in nil map')
  effort.reserve(map.entries.size)
  map.entries.set(key, { key: string(key), value })
  return map
}

function without(map: GoMap, key: Bytes): GoMap {
  map.entries?.delete(key)
  return map
}

function merging(isOverwriting: boolean): TemplateFunction {
  return takesMany([aDict], aDict, (first, others, effort) =>
    others.reduce((map, other) => merged(map, other, { isOverwriting, effort }), first),
  )
}

/** `dig "a" "b" default map` is map.a.b, or the default where a key is missing. */
function dug(given: readonly GoValue[]): GoValue {
  if (given.length < 3) throw new Failure('dig needs at least three arguments')
  const keys = given.slice(0, -2)
  const start = asserted(given.at(-1) ?? nil, dictType.name)
  for (const key of keys) asserted(key, stringType.name)
  return digFrom(start, keys, given.at(-2) ?? nil)
}

function digFrom(map: GoValue, [key = nil, ...deeper]: readonly GoValue[], otherwise: GoValue): GoValue {
  const found = map.kind === 'map' && key.kind === 'string' ? valueOf(map, key.bytes) : undefined
  if (found === undefined || deeper.length === 0) return found ?? otherwise
  return digFrom(asserted(found, dictType.name), deeper, otherwise)
}

function asserted(value: GoValue, type: Bytes): GoValue {
  const name = value.kind === 'nil' ? 'nil' : value.type.name
  if (name !== type) throw new Failure(`interface conversion: interface {} is ${name}, not ${type}`)
  return value
}
