/** Values as JSON (Go: encoding/json `Marshal`). */
import { encode64 } from './encodings.ts'
import { formatFloat } from '../text/format-float.ts'
import { type Bytes, decodeRune } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { findMethod, sortedEntries } from '../values/reach.ts'
import type { GoType } from '../values/type.ts'
import type { GoList, GoMap, GoStruct, GoValue } from '../values/value.ts'

export interface JsonStyle {
  /** `<`, `>` and `&` are escaped. */
  readonly escapesHtml: boolean
  /** What a step inwards is indented by; empty for one line. */
  readonly indent: string
}

/** Throws a Failure for what JSON has no place for, such as a map whose keys are structs. */
export function toJson(value: GoValue, style: JsonStyle, effort: Effort): Bytes {
  return encode(value, { ...style, effort, margin: '\n' })
}

interface Encoding extends JsonStyle {
  readonly effort: Effort
  /** A line's end and the indentation of this level. */
  readonly margin: string
}

function encode(value: GoValue, encoding: Encoding): Bytes {
  encoding.effort.spend(1)
  const own = value.kind === 'nil' ? undefined : findMethod(value, 'MarshalJSON')?.run()
  if (own?.kind === 'string') return own.bytes
  switch (value.kind) {
    case 'nil':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'int':
      return String(value.value)
    case 'float':
      return encodeFloat(value.value)
    case 'string':
      encoding.effort.reserve(value.bytes.length)
      return encodeText(value.bytes, encoding)
    case 'list':
      return encodeList(value, encoding)
    case 'map':
      return encodeMap(value, encoding)
    case 'struct':
      return gather(
        '{}',
        fieldsOf(value).map(([name, field]) => pair(name, field, inner(encoding))),
        encoding,
      )
    case 'pointer':
      return value.to === undefined ? 'null' : encode(value.to, encoding)
    case 'interface':
      return encode(value.held, encoding)
    case 'complex':
    case 'function':
      throw unsupported(value.type)
  }
}

function unsupported({ name }: GoType): Failure {
  return new Failure(`json: unsupported type: ${name}`)
}

/** Exponents below -6 and from 21 on. */
function encodeFloat(value: number): Bytes {
  if (!Number.isFinite(value)) throw new Failure(`json: unsupported value: ${formatFloat(value, 'g', -1)}`)
  const size = Math.abs(value)
  const isLong = size !== 0 && (size < 1e-6 || size >= 1e21)
  return isLong ? formatFloat(value, 'e', -1).replace(/e-0(\d)$/, 'e-$1') : formatFloat(value, 'f', -1)
}

function encodeText(text: Bytes, { escapesHtml }: JsonStyle): Bytes {
  let out = '"'
  for (let at = 0; at < text.length;) {
    const { rune, size } = decodeRune(text, at)
    const raw = text.slice(at, at + size)
    const isWrong = rune === 0xfffd && size === 1
    const isEscaped =
      isWrong || rune < 0x20 || rune === 0x2028 || rune === 0x2029 || (escapesHtml && /[<>&]/.test(raw))
    out += named.get(raw) ?? (isEscaped ? `\\u${rune.toString(16).padStart(4, '0')}` : raw)
    at += size
  }
  return `${out}"`
}

const named: ReadonlyMap<string, string> = new Map([
  ['"', String.raw`\"`],
  ['\\', String.raw`\\`],
  ['\b', String.raw`\b`],
  ['\f', String.raw`\f`],
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
])

function encodeList({ type, items }: GoList, encoding: Encoding): Bytes {
  if (items === undefined) return 'null'
  if (type.element?.kind === 'uint8') {
    const bytes = items.map((item) => (item.kind === 'int' ? Number(item.value) : 0))
    return `"${encode64(String.fromCharCode(...bytes))}"`
  }
  return gather(
    '[]',
    items.map((item) => encode(item, inner(encoding))),
    encoding,
  )
}

/** Keys are texts or integers, sorted as texts. */
function encodeMap(map: GoMap, encoding: Encoding): Bytes {
  const { type, entries } = map
  const isFine = type.key?.kind === 'string' || /^u?int/.test(type.key?.name ?? '')
  if (!isFine || type.key?.kind === 'interface') throw unsupported(type)
  if (entries === undefined) return 'null'
  const named = sortedEntries(map).map(({ key, value }) => [keyText(key), value] as const)
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return gather(
    '{}',
    sorted.map(([name, value]) => pair(name, value, inner(encoding))),
    encoding,
  )
}

function keyText(key: GoValue): Bytes {
  return key.kind === 'string' ? key.bytes : key.kind === 'int' ? String(key.value) : ''
}

/** Those that begin with a capital; those of embedded structs stand among them. */
function fieldsOf({ type, fields }: GoStruct): readonly (readonly [Bytes, GoValue])[] {
  return (type.fields ?? []).flatMap((field, index) => {
    const value = fields[index]
    if (value === undefined || !/^[A-Z]/.test(field.name)) return []
    return field.isEmbedded === true && value.kind === 'struct'
      ? fieldsOf(value)
      : [[field.name, value] as const]
  })
}

function pair(name: Bytes, value: GoValue, encoding: Encoding): Bytes {
  return `${encodeText(name, encoding)}:${encoding.indent === '' ? '' : ' '}${encode(value, encoding)}`
}

function inner(encoding: Encoding): Encoding {
  return { ...encoding, margin: encoding.margin + encoding.indent }
}

function gather(brackets: '[]' | '{}', parts: readonly Bytes[], { indent, margin, effort }: Encoding): Bytes {
  const [open, close] = [brackets.charAt(0), brackets.charAt(1)]
  const isFlat = indent === '' || parts.length === 0
  const separator = isFlat ? ',' : `,${margin}${indent}`
  const body = parts.join(separator)
  effort.fits(body.length)
  return isFlat ? open + body + close : `${open}${margin}${indent}${body}${margin}${close}`
}
