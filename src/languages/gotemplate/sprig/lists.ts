/** Lists (Go: Sprig list.go). What gives a list gives a new one. */
import {
  aCount,
  anything,
  type Functions,
  takes,
  takesMany,
  type TemplateFunction,
} from '../evaluate/function.ts'
import { isDeepEqual } from '../values/equal.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { bool, list, nil } from '../values/make.ts'
import { anyListType, listType } from '../values/type.ts'
import { type GoList, type GoValue, unwrap } from '../values/value.ts'
import { toInt64 } from './cast.ts'
import { isEmpty } from './empty.ts'

type Change = (items: readonly GoValue[], effort: Effort) => GoValue

const byOne: Readonly<Record<string, Change>> = {
  compact: (items) => list(items.filter((item) => !isEmpty(item))),
  first: (items) => items[0] ?? nil,
  initial: (items) => list(items.length === 0 ? undefined : items.slice(0, -1)),
  last: (items) => items.at(-1) ?? nil,
  rest: (items) => list(items.length === 0 ? undefined : items.slice(1)),
  reverse: (items) => list(items.toReversed()),
  uniq: (items, effort) => list(distinct(items, effort)),
}

const pushed = takes([anything, anything], (given, item, effort) =>
  list(grown([...itemsOf(given, 'Cannot push on type'), item], effort)),
)

const prepended = takes([anything, anything], (given, item, effort) =>
  list(grown([item, ...itemsOf(given, 'Cannot prepend on type')], effort)),
)

const lacking = takesMany([anything], anything, (given, unwanted, effort) => {
  const items = itemsOf(given, 'Cannot find without on type')
  return list(items.filter((item) => !isAmong(item, unwanted, effort)))
})

const having = takes([anything, anything], (needle, given, effort) => {
  if (given.kind === 'nil') return bool(false)
  return bool(isAmong(needle, itemsOf(given, 'Cannot find has on type'), effort))
})

const cut = takesMany([anything], anything, (given, [from, to]) => {
  const items = itemsOf(given, 'list should be type of slice or array but')
  if (items.length === 0) return nil
  const start = from === undefined ? 0n : toInt64(from)
  const end = to === undefined ? BigInt(items.length) : toInt64(to)
  if (start < 0n || end < start || end > BigInt(items.length)) {
    throw new Failure('reflect.Value.Slice: slice index out of bounds')
  }
  return list(items.slice(Number(start), Number(end)), asList(given).type)
})

const chunked = takes([aCount, anything], (size, given, effort) => {
  const items = itemsOf(given, 'Cannot chunk type')
  return list(
    chunks(items, size, effort).map((part) => list(part)),
    listType(anyListType),
  )
})

const concatenated = takesMany([], anything, (lists, effort) => {
  const items = lists.flatMap((each) => concatenable(each))
  return list(items.length === 0 ? undefined : grown(items, effort))
})

const made = takesMany([], anything, (items) => list(items))

/** Each with a twin whose name begins with `must`; they differ in Go only, where one panics and the other gives an error. */
export const lists: Functions = new Map([
  ...Object.entries(byOne).flatMap(([name, change]) => twins(name, oneList(name, change))),
  ...twins('append', pushed),
  ...twins('push', pushed),
  ...twins('prepend', prepended),
  ...twins('without', lacking),
  ...twins('has', having),
  ...twins('slice', cut),
  ...twins('chunk', chunked),
  ['concat', concatenated],
  ['list', made],
  ['tuple', made],
])

function twins(name: string, made: TemplateFunction): readonly (readonly [string, TemplateFunction])[] {
  return [
    [name, made],
    [`must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`, made],
  ]
}

function oneList(name: string, change: Change): TemplateFunction {
  const complaint = `Cannot ${name === 'compact' ? 'compact' : `find ${name}`} on type`
  return takes([anything], (given, effort) => change(itemsOf(given, complaint), effort))
}

/** The items out of their places; a Failure for what is no list. */
function itemsOf(given: GoValue, complaint: string): readonly GoValue[] {
  if (given.kind === 'nil')
    throw new Failure('runtime error: invalid memory address or nil pointer dereference')
  if (given.kind !== 'list') throw new Failure(`${complaint} ${given.type.kind}`)
  return (given.items ?? []).map(unwrap)
}

function concatenable(given: GoValue): readonly GoValue[] {
  if (given.kind !== 'list' && given.kind !== 'nil')
    throw new Failure(`Cannot concat type ${given.type.kind} as list`)
  return itemsOf(given, '')
}

function asList(given: GoValue): GoList {
  return given.kind === 'list' ? given : list([])
}

function grown(items: readonly GoValue[], effort: Effort): readonly GoValue[] {
  effort.reserve(items.length)
  return items
}

function distinct(items: readonly GoValue[], effort: Effort): readonly GoValue[] {
  const found: GoValue[] = []
  for (const item of items) if (!isAmong(item, found, effort)) found.push(item)
  return found
}

function isAmong(wanted: GoValue, items: readonly GoValue[], effort: Effort): boolean {
  return items.some((item) => isDeepEqual(wanted, item, effort))
}

/** Sprig rounds in floats; a size of 0 or below goes wrong there in these ways. */
function chunks(items: readonly GoValue[], size: number, effort: Effort): readonly (readonly GoValue[])[] {
  const count = Math.floor((items.length - 1) / size) + 1
  if (!(count >= 0 && count <= items.length)) throw new Failure('runtime error: makeslice: len out of range')
  effort.reserve(count)
  if (count > 0 && size < 0) throw new Failure('runtime error: makeslice: len out of range')
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
