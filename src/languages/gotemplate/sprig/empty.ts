/** Defaults and what counts as empty (Go: Sprig defaults.go). */
import { aBool, anything, type Functions, takes, takesMany } from '../evaluate/function.ts'
import { bool, nil } from '../values/make.ts'
import { isTrue } from '../values/truth.ts'
import type { GoValue } from '../values/value.ts'

export const defaults: Functions = new Map([
  ['all', takesMany([], anything, (values) => bool(!values.some(isEmpty)))],
  ['any', takesMany([], anything, (values) => bool(!values.every(isEmpty)))],
  ['coalesce', takesMany([], anything, (values) => values.find((value) => !isEmpty(value)) ?? nil)],
  ['default', takesMany([anything], anything, (other, [given = nil]) => (isEmpty(given) ? other : given))],
  ['empty', takes([anything], (value) => bool(isEmpty(value)))],
  ['ternary', takes([anything, anything, aBool], (yes, no, isYes) => (isYes ? yes : no))],
])

/** Zero, nothing, or without parts; structs never are. */
export function isEmpty(value: GoValue): boolean {
  return !isTrue(value)
}
