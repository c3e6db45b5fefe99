/** Texts: cutting, joining, searching (Go: Sprig strings.go, functions.go). Lengths and places count bytes. */
import { aCount, anything, aText, type Functions, takes, takesMany } from '../evaluate/function.ts'
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { bool, string, stringMap, strings } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'
import { printOne } from '../printing/print.ts'
import { toText, toTexts } from './cast.ts'
import {
  indented,
  joined,
  repeated,
  replaced,
  splitInto,
  splitText,
  substring,
  trimSet,
  trimSpace,
  truncated,
} from './string-parts.ts'

const trimmedOf = takes([aText, aText], (cutset, text) => string(trimSet(text, cutset)))

export const texts: Functions = new Map([
  [
    'cat',
    takesMany([], anything, (values, effort) =>
      string(
        filled(values)
          .map((value) => printOne(value, effort))
          .join(' '),
      ),
    ),
  ],
  ['contains', takes([aText, aText], (part, text) => bool(text.includes(part)))],
  ['fail', takes([aText], (message) => failWith(message))],
  ['hasPrefix', takes([aText, aText], (part, text) => bool(text.startsWith(part)))],
  ['hasSuffix', takes([aText, aText], (part, text) => bool(text.endsWith(part)))],
  ['hello', takes([], () => string('Hello!'))],
  ['indent', takes([aCount, aText], (count, text, effort) => string(indented(text, count, effort)))],
  [
    'join',
    takes([aText, anything], (by, value, effort) => string(joined(toTexts(value, effort), by, effort))),
  ],
  ['nindent', takes([aCount, aText], (count, text, effort) => string(`\n${indented(text, count, effort)}`))],
  ['plural', takes([aText, aText, aCount], (one, many, count) => string(count === 1 ? one : many))],
  [
    'quote',
    takesMany([], anything, (values, effort) =>
      string(
        filled(values)
          .map((value) => quote(toText(value, effort)))
          .join(' '),
      ),
    ),
  ],
  ['repeat', takes([aCount, aText], (count, text, effort) => string(repeated(text, count, effort)))],
  [
    'replace',
    takes([aText, aText, aText], (old, other, text, effort) => string(replaced(text, old, other, effort))),
  ],
  ['sortAlpha', takes([anything], (value, effort) => strings(sorted(value, effort)))],
  ['split', takes([aText, aText], (by, text, effort) => numbered(splitText(text, by), effort))],
  ['splitList', takes([aText, aText], (by, text) => strings(splitText(text, by)))],
  [
    'splitn',
    takes([aText, aCount, aText], (by, count, text, effort) => numbered(splitInto(text, by, count), effort)),
  ],
  [
    'squote',
    takesMany([], anything, (values, effort) =>
      string(
        filled(values)
          .map((value) => `'${printOne(value, effort)}'`)
          .join(' '),
      ),
    ),
  ],
  ['substr', takes([aCount, aCount, aText], (start, end, text) => string(substring(text, start, end)))],
  ['toString', takes([anything], (value, effort) => string(toText(value, effort)))],
  ['toStrings', takes([anything], (value, effort) => strings(toTexts(value, effort)))],
  ['trim', takes([aText], (text) => string(trimSpace(text)))],
  ['trimAll', trimmedOf],
  [
    'trimPrefix',
    takes([aText, aText], (part, text) => string(text.startsWith(part) ? text.slice(part.length) : text)),
  ],
  [
    'trimSuffix',
    takes([aText, aText], (part, text) =>
      string(text.endsWith(part) ? text.slice(0, text.length - part.length) : text),
    ),
  ],
  ['trimall', trimmedOf],
  ['trunc', takes([aCount, aText], (count, text) => string(truncated(text, count)))],
])

/** Without what is nothing. */
function filled(values: readonly GoValue[]): readonly GoValue[] {
  return values.filter(({ kind }) => kind !== 'nil')
}

function failWith(message: Bytes): never {
  throw new Failure(message)
}

/** By bytes. What is no list is a list of one. */
function sorted(value: GoValue, effort: Effort): readonly Bytes[] {
  if (value.kind !== 'list') return [toText(value, effort)]
  const found = [...toTexts(value, effort)]
  effort.spend(found.length)
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/** A map from `_0`, `_1` and so on to the parts. */
function numbered(parts: readonly Bytes[], effort: Effort): GoValue {
  effort.spend(parts.length * 10)
  return stringMap(parts.map((part, index) => [`_${index}`, part]))
}
