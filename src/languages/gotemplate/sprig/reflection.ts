/** What a value is (Go: Sprig reflect.go). */
import { anything, aText, type Functions, takes } from '../evaluate/function.ts'
import type { Bytes } from '../text/bytes.ts'
import { isDeepEqual } from '../values/equal.ts'
import { bool, string } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'

export const reflection: Functions = new Map([
  ['deepEqual', takes([anything, anything], (a, b, effort) => bool(isDeepEqual(a, b, effort)))],
  ['kindIs', takes([aText, anything], (kind, value) => bool(kindOf(value) === kind))],
  ['kindOf', takes([anything], (value) => string(kindOf(value)))],
  ['typeIs', takes([aText, anything], (type, value) => bool(typeName(value) === type))],
  [
    'typeIsLike',
    takes([aText, anything], (type, value) => bool([type, `*${type}`].includes(typeName(value)))),
  ],
  ['typeOf', takes([anything], (value) => string(typeName(value)))],
])

function kindOf(value: GoValue): Bytes {
  return value.kind === 'nil' ? 'invalid' : value.type.kind
}

function typeName(value: GoValue): Bytes {
  return value.kind === 'nil' ? '<nil>' : value.type.name
}
