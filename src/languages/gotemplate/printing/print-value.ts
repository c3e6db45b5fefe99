/** One value under one verb (Go: fmt/print.go, `printArg` and `printValue`). */
import type { Bytes } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { int } from '../values/make.ts'
import { fieldAt, findMethod, sortedEntries } from '../values/reach.ts'
import { basicType } from '../values/type.ts'
import {
  type GoList,
  type GoMap,
  type GoNil,
  type GoPointer,
  type GoStruct,
  type GoValue,
  placed,
  unwrap,
} from '../values/value.ts'
import { type Flags, pad } from './flags.ts'
import { formatIntegerValue } from './format-integer.ts'
import { formatComplex, formatNumber } from './format-number.ts'
import { formatHexText, formatQuoted, formatText } from './format-text.ts'

/** How a value is wanted. */
export interface Wish {
  readonly verb: string
  readonly flags: Flags
  readonly effort: Effort
  /** Inside `%!d(string=a)`: methods are not asked any more. */
  readonly isErring?: boolean
}

/** An argument of `print` or `printf`. */
export function printArgument(given: GoValue, wish: Wish): Bytes {
  const value = unwrap(given)
  if (value.kind === 'nil') return /^[Tv]$/.test(wish.verb) ? pad('<nil>', wish.flags) : badVerb(value, wish)
  if (wish.verb === 'T') return formatText(value.type.name, wish.flags)
  if (wish.verb === 'p')
    return /^(?:list|map|pointer|function)$/.test(value.kind)
      ? printAddress(value, wish)
      : badVerb(value, wish)
  return printByMethod(value, wish) ?? printValue(value, wish, 0)
}

/** `%!d(string=a)`: the verb does not fit. */
function badVerb(value: GoValue, wish: Wish): Bytes {
  if (value.kind === 'nil') return `%!${wish.verb}(<nil>)`
  const shown = printValue(value, { ...wish, verb: 'v', isErring: true }, 0)
  return `%!${wish.verb}(${value.type.name}=${shown})`
}

/** What `Error` or `String` say, where the value has them and the verb takes a text. */
function printByMethod(value: GoValue, wish: Wish): Bytes | undefined {
  if (wish.isErring === true) return undefined
  if (wish.verb === 'w') return badVerb(value, wish)
  if (wish.flags.sharpV === true) return printAsGo(value, wish)
  if (!/^[vsxXq]$/.test(wish.verb)) return undefined
  const method = findMethod(value, 'Error') ?? findMethod(value, 'String')
  if (method === undefined) return undefined
  const told = method.run()
  return told.kind === 'string' ? printText(told.bytes, told, wish) : undefined
}

/** `%#v` (Go: `GoStringer`). */
function printAsGo(value: GoValue, { flags }: Wish): Bytes | undefined {
  const told = findMethod(value, 'GoString')?.run()
  return told?.kind === 'string' ? formatText(told.bytes, flags) : undefined
}

function printValue(value: GoValue, wish: Wish, depth: number): Bytes {
  wish.effort.spend(1)
  const byMethod = depth > 0 ? printByMethod(value, wish) : undefined
  if (byMethod !== undefined) return byMethod
  switch (value.kind) {
    case 'nil':
      return wish.verb === 'v' ? '<nil>' : badVerb(value, wish)
    case 'bool':
      return /^[tv]$/.test(wish.verb) ? pad(String(value.value), wish.flags) : badVerb(value, wish)
    case 'int':
      return formatIntegerValue(value, wish.verb, wish.flags) ?? badVerb(value, wish)
    case 'float':
      return formatNumber(value.value, wish.verb, wish.flags) ?? badVerb(value, wish)
    case 'complex':
      return formatComplex(value.real, value.imaginary, wish.verb, wish.flags) ?? badVerb(value, wish)
    case 'string':
      return printText(value.bytes, value, wish)
    case 'list':
      return printList(value, wish, depth)
    case 'map':
      return printMap(value, wish, depth)
    case 'struct':
      return printStruct(value, wish, depth)
    case 'pointer':
      return printPointer(value, wish, depth)
    case 'interface':
      return value.held.kind === 'nil'
        ? printEmptyPlace(value.type.name, wish)
        : printValue(value.held, wish, depth + 1)
    case 'function':
      return printAddress(value, wish)
  }
}

function printEmptyPlace(type: Bytes, { flags }: Wish): Bytes {
  return flags.sharpV === true ? `${type}(nil)` : '<nil>'
}

function printText(text: Bytes, value: GoValue, wish: Wish): Bytes {
  wish.effort.reserve(text.length)
  switch (wish.verb) {
    case 'v':
      return wish.flags.sharpV === true ? formatQuoted(text, wish.flags) : formatText(text, wish.flags)
    case 's':
      return formatText(text, wish.flags)
    case 'x':
    case 'X':
      return formatHexText(text, wish.verb === 'X', wish.flags)
    case 'q':
      return formatQuoted(text, wish.flags)
    default:
      return badVerb(value, wish)
  }
}

function printList({ type, items }: GoList, wish: Wish, depth: number): Bytes {
  const isBytes = type.element?.kind === 'uint8'
  if (isBytes && /^[sqxX]$/.test(wish.verb)) return printText(bytesOf(items ?? []), { kind: 'nil' }, wish)
  const shown = (items ?? []).map((item) => printValue(placed(item, type.element), wish, depth + 1))
  if (wish.flags.sharpV !== true) return `[${gather(shown, ' ', wish)}]`
  return items === undefined ? `${type.name}(nil)` : `${type.name}{${gather(shown, ', ', wish)}}`
}

function bytesOf(items: readonly GoValue[]): Bytes {
  return items.map((item) => (item.kind === 'int' ? String.fromCharCode(Number(item.value)) : '')).join('')
}

function printMap(map: GoMap, wish: Wish, depth: number): Bytes {
  const { type, entries } = map
  const shown = sortedEntries(map).map(({ key, value }) => {
    const name = printValue(placed(key, type.key), wish, depth + 1)
    return `${name}:${printValue(placed(value, type.element), wish, depth + 1)}`
  })
  if (wish.flags.sharpV !== true) return `map[${gather(shown, ' ', wish)}]`
  return entries === undefined ? `${type.name}(nil)` : `${type.name}{${gather(shown, ', ', wish)}}`
}

function printStruct(struct: GoStruct, wish: Wish, depth: number): Bytes {
  const { sharpV, plusV } = wish.flags
  const shown = (struct.type.fields ?? []).map((field, index) => {
    const place = fieldAt(struct, index)
    const isEmpty = place.kind === 'interface' && place.held.kind === 'nil'
    const told = printValue(isEmpty ? place : unwrap(place), wish, depth + 1)
    return sharpV === true || plusV === true ? `${field.name}:${told}` : told
  })
  return sharpV === true
    ? `${struct.type.name}{${gather(shown, ', ', wish)}}`
    : `{${gather(shown, ' ', wish)}}`
}

/** At the top a pointer shows what it points to; deeper down Go prints an address, which no two runs share. */
function printPointer(pointer: GoPointer, wish: Wish, depth: number): Bytes {
  const { to } = pointer
  if (depth === 0 && to !== undefined && /^(?:list|struct|map)$/.test(to.kind)) {
    return `&${printValue(to, wish, depth + 1)}`
  }
  return printAddress(pointer, wish)
}

/** What has an address shows it under some verbs (Go: `fmtPointer`). */
function printAddress(value: Exclude<GoValue, GoNil>, wish: Wish): Bytes {
  const { verb, flags } = wish
  const number = int(isNilAddress(value) ? 0n : address, addressType)
  const digits = (): Bytes => formatIntegerValue(number, 'x', { ...flags, sharp: flags.sharp !== true }) ?? ''
  if (verb === 'v' && flags.sharpV === true)
    return `(${value.type.name})(${number.value === 0n ? 'nil' : digits()})`
  if (verb === 'v') return number.value === 0n ? pad('<nil>', flags) : digits()
  if (verb === 'p') return digits()
  return /^[bodxX]$/.test(verb) ? (formatIntegerValue(number, verb, flags) ?? '') : badVerb(value, wish)
}

/** One for all. */
const address = 0xc0_0000_0000n
const addressType = basicType('uint64')

function isNilAddress(value: GoValue): boolean {
  if (value.kind === 'list') return value.items === undefined
  if (value.kind === 'map') return value.entries === undefined
  return value.kind === 'pointer' && value.to === undefined
}

function gather(parts: readonly Bytes[], separator: string, { effort }: Wish): Bytes {
  const joined = parts.join(separator)
  effort.fits(joined.length)
  return joined
}
