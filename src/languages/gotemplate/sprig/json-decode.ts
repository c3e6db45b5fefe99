/** JSON to values: numbers become floats (Go: encoding/json `Unmarshal` into an `interface{}`). */
import { type Bytes, decodeRune, encodeRune } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { bool, dict, float, list, nil, string } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'

/** Throws a Failure with Go's words. */
export function fromJson(text: Bytes, effort: Effort): GoValue {
  const reader: Reader = { text, effort, at: 0, depth: 0 }
  skipBlanks(reader)
  const value = readValue(reader)
  skipBlanks(reader)
  if (reader.at < text.length) complain(reader, 'after top-level value')
  return value
}

interface Reader {
  readonly text: Bytes
  readonly effort: Effort
  at: number
  depth: number
}

function complain(reader: Reader, where: string): never {
  const isWithin = /literal|escape/.test(where) && where !== 'in string literal'
  // Go looks at a blank behind the end, which only some places take amiss.
  const sign = reader.text.charAt(reader.at) || (isWithin ? ' ' : '')
  if (sign === '') throw new Failure('unexpected end of JSON input')
  throw new Failure(`invalid character ${quoted(sign)} ${where}`)
}

/** A byte as messages show it. */
function quoted(byte: string): Bytes {
  if (byte === "'") return String.raw`'\''`
  if (byte === '"') return `'"'`
  const shown = JSON.stringify(byte)
    .slice(1, -1)
    .replace(/^\\u00/, String.raw`\x`)
  return `'${byte > '\u007f' ? encodeRune(byte.charCodeAt(0)) : shown}'`
}

function skipBlanks(reader: Reader): void {
  while (/^[ \t\r\n]$/.test(reader.text.charAt(reader.at))) reader.at += 1
}

function readValue(reader: Reader): GoValue {
  reader.effort.spend(1)
  const sign = reader.text.charAt(reader.at)
  if (sign === '{') return nested(reader, readObject)
  if (sign === '[') return nested(reader, readArray)
  if (sign === '"') return string(readText(reader))
  if (sign === 't') return readWord(reader, 'true', bool(true))
  if (sign === 'f') return readWord(reader, 'false', bool(false))
  if (sign === 'n') return readWord(reader, 'null', nil)
  return /^[-\d]$/.test(sign) ? readNumber(reader) : complain(reader, 'looking for beginning of value')
}

function nested(reader: Reader, read: (reader: Reader) => GoValue): GoValue {
  reader.depth += 1
  if (reader.depth > 1000) throw new Failure('exceeded max depth')
  const value = read(reader)
  reader.depth -= 1
  return value
}

function readWord(reader: Reader, word: string, value: GoValue): GoValue {
  for (const [index, letter] of Array.from(word).entries()) {
    if (reader.text.charAt(reader.at) !== letter) {
      complain(
        reader,
        index === 0 ? 'looking for beginning of value' : `in literal ${word} (expecting '${letter}')`,
      )
    }
    reader.at += 1
  }
  return value
}

function readNumber(reader: Reader): GoValue {
  const start = reader.at
  if (reader.text.charAt(reader.at) === '-') reader.at += 1
  if (reader.text.charAt(reader.at) === '0') reader.at += 1
  else skipDigits(reader, 'in numeric literal')
  if (reader.text.charAt(reader.at) === '.') {
    reader.at += 1
    skipDigits(reader, 'after decimal point in numeric literal')
  }
  if (/^[eE]$/.test(reader.text.charAt(reader.at))) {
    reader.at += 1
    if (/^[+-]$/.test(reader.text.charAt(reader.at))) reader.at += 1
    skipDigits(reader, 'in exponent of numeric literal')
  }
  const written = reader.text.slice(start, reader.at)
  const value = Number(written)
  if (Number.isFinite(value)) return float(value)
  throw new Failure(`json: cannot unmarshal number ${written} into Go value of type float64`)
}

function skipDigits(reader: Reader, where: string): void {
  if (!/^\d$/.test(reader.text.charAt(reader.at))) complain(reader, where)
  while (/^\d$/.test(reader.text.charAt(reader.at))) reader.at += 1
}

function readText(reader: Reader): Bytes {
  let out = ''
  reader.at += 1
  for (;;) {
    const sign = reader.text.charAt(reader.at)
    if (sign < ' ') complain(reader, 'in string literal')
    if (sign === '"') break
    if (sign === '\\') out += readEscape(reader)
    else {
      const { rune, size } = decodeRune(reader.text, reader.at)
      out += encodeRune(rune)
      reader.at += size
    }
  }
  reader.at += 1
  return out
}

function readEscape(reader: Reader): Bytes {
  reader.at += 1
  const letter = reader.text.charAt(reader.at)
  const simple = escapes.get(letter)
  if (simple !== undefined) {
    reader.at += 1
    return simple
  }
  if (letter !== 'u') complain(reader, 'in string escape code')
  const first = readCode(reader)
  const next = /^\\u([dD][c-fC-F][\da-fA-F]{2})/.exec(reader.text.slice(reader.at, reader.at + 6))?.[1]
  if (first < 0xd800 || first > 0xdbff || next === undefined) return encodeRune(first)
  reader.at += 6
  return encodeRune(0x1_0000 + ((first - 0xd800) << 10) + (parseInt(next, 16) - 0xdc00))
}

/** Four digits behind a `u`. */
function readCode(reader: Reader): number {
  reader.at += 1
  const start = reader.at
  while (reader.at < start + 4) {
    if (!/^[\da-fA-F]$/.test(reader.text.charAt(reader.at)))
      complain(reader, String.raw`in \u hexadecimal character escape`)
    reader.at += 1
  }
  return parseInt(reader.text.slice(start, reader.at), 16)
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

function readArray(reader: Reader): GoValue {
  const items: GoValue[] = []
  reader.at += 1
  skipBlanks(reader)
  while (items.length > 0 || reader.text.charAt(reader.at) !== ']') {
    skipBlanks(reader)
    items.push(readValue(reader))
    skipBlanks(reader)
    if (reader.text.charAt(reader.at) === ']') break
    if (reader.text.charAt(reader.at) !== ',') complain(reader, 'after array element')
    reader.at += 1
  }
  reader.at += 1
  return list(items)
}

function readObject(reader: Reader): GoValue {
  const pairs: (readonly [Bytes, GoValue])[] = []
  reader.at += 1
  skipBlanks(reader)
  while (pairs.length > 0 || reader.text.charAt(reader.at) !== '}') {
    skipBlanks(reader)
    if (reader.text.charAt(reader.at) !== '"') {
      complain(reader, `looking for beginning of object key string`)
    }
    const key = readText(reader)
    skipBlanks(reader)
    if (reader.text.charAt(reader.at) !== ':') complain(reader, 'after object key')
    reader.at += 1
    skipBlanks(reader)
    pairs.push([key, readValue(reader)])
    skipBlanks(reader)
    if (reader.text.charAt(reader.at) === '}') break
    if (reader.text.charAt(reader.at) !== ',') complain(reader, 'after object key:value pair')
    reader.at += 1
  }
  reader.at += 1
  return dict(pairs)
}
