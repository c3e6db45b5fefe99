/** `print`, `println`, and how a value looks where an action gives it out (Go: fmt.Sprint, fmt.Sprintln). */
import type { Bytes } from '../text/bytes.ts'
import type { Effort } from '../values/effort.ts'
import { indirect } from '../values/reach.ts'
import { nil } from '../values/make.ts'
import { type GoValue, unwrap } from '../values/value.ts'
import { plain } from './flags.ts'
import { printArgument } from './print-value.ts'

/** A value as `%v`. */
export function printOne(value: GoValue, effort: Effort): Bytes {
  if (value.kind === 'string' && value.methods === undefined) {
    effort.spend(1)
    effort.reserve(value.bytes.length)
    return value.bytes
  }
  return printArgument(value, { verb: 'v', flags: plain, effort })
}

/** Blanks stand between two neighbours of which neither is a text. */
export function print(values: readonly GoValue[], effort: Effort): Bytes {
  let out = ''
  for (const [index, value] of values.entries()) {
    const isApart = index > 0 && !isText(value) && !isText(values[index - 1] ?? nil)
    out += (isApart ? ' ' : '') + printOne(value, effort)
    effort.fits(out.length)
  }
  return out
}

/** Blanks between all, and a line's end. */
export function printLine(values: readonly GoValue[], effort: Effort): Bytes {
  const line = `${values.map((value) => printOne(value, effort)).join(' ')}\n`
  effort.fits(line.length)
  return line
}

function isText(value: GoValue): boolean {
  return unwrap(value).kind === 'string'
}

/** What stands for a value in the output: pointers are followed unless they can tell about themselves. Undefined for functions. */
export function printable(value: GoValue): GoValue | undefined {
  if (value.kind === 'function') return undefined
  if (value.kind !== 'pointer') return value
  const { value: end } = indirect(value)
  return hasWords(value) && !hasWords(end) ? value : end
}

function hasWords(value: GoValue): boolean {
  if (value.kind === 'nil') return false
  const { methods } = value.type
  return methods?.has('String') === true || methods?.has('Error') === true
}
