/** Calling functions and methods (Go: text/template/exec.go `evalCall`). */
import { builtins } from '../builtins/builtins.ts'
import { callFunction } from '../builtins/call.ts'
import { nodeText } from '../syntax/node-text.ts'
import type { Operand } from '../syntax/nodes.ts'
import type { Bytes } from '../text/bytes.ts'
import { Failure } from '../values/failure.ts'
import { nil } from '../values/make.ts'
import { type GoSignature, type GoType, anyType, reflectType } from '../values/type.ts'
import { isTrue } from '../values/truth.ts'
import { type GoValue, unwrap } from '../values/value.ts'
import { fitted } from './fit.ts'
import { type AnyNode, fail, type Frame } from './frame.ts'
import type { TemplateFunction } from './function.ts'

/** What stands in the template: the arguments as they are written, and the value that comes through the pipe. */
export interface Call {
  readonly dot: GoValue
  /** For the message if the function fails. */
  readonly node: AnyNode
  readonly name: Bytes
  readonly words: readonly Operand[]
  readonly final: GoValue | undefined
}

export function callNamed(frame: Frame, call: Call): GoValue {
  const given = frame.run.functions.get(call.name)
  if (given !== undefined) return callWith(frame, given, call)
  const builtin = builtins.get(call.name)
  if (builtin === undefined) return fail(frame, `"${call.name}" is not a defined function`)
  if (call.name !== 'and' && call.name !== 'or') return callWith(frame, named(builtin, call), call)
  checkCount(frame, builtin, call)
  return callLazily(frame, call)
}

/** `call` tells in its messages what was called. */
function named(builtin: TemplateFunction, { name, words, final }: Call): TemplateFunction {
  if (name !== 'call') return builtin
  const [first] = words
  const callee =
    first !== undefined ? nodeText(first) : final?.kind === 'string' ? final.bytes : typeText(final)
  return {
    ...builtin,
    run: ([target = nil, ...given], effort) => callFunction(callee, target, given, effort),
  }
}

/** What `reflect.Value.String` says of what is no text. */
function typeText(value: GoValue | undefined): Bytes {
  return value === undefined || value.kind === 'nil' ? '<invalid Value>' : `<${value.type.name} Value>`
}

/** `and` and `or` evaluate no more than they need. */
function callLazily(frame: Frame, { dot, name, words, final }: Call): GoValue {
  let value: GoValue = nil
  for (const word of words) {
    value = frame.run.argument(frame, dot, reflectType, word)
    if (isTrue(unwrap(value)) === (name === 'or')) return value
  }
  return final ?? value
}

/** Evaluates the arguments, sees that they fit, and runs the function. */
export function callWith(frame: Frame, callee: TemplateFunction, call: Call): GoValue {
  const { dot, node, name, words, final } = call
  checkCount(frame, callee, call)
  const given = words.map((word, index) => frame.run.argument(frame, dot, typeAt(callee, index), word))
  if (final !== undefined) given.push(fitted(frame, final, typeAt(callee, words.length)))
  try {
    frame.run.effort.spend(given.reduce((sum, value) => sum + costOf(value), 0))
    return callee.run(given, frame.run.effort)
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    frame.node = node
    return fail(frame, `error calling ${name}: ${thrown.bytes}`)
  }
}

/** What it takes to look at all of a value once. */
function costOf(value: GoValue): number {
  if (value.kind === 'string') return Math.ceil(value.bytes.length / 4)
  if (value.kind === 'list') return value.items?.length ?? 0
  return value.kind === 'map' ? (value.entries?.size ?? 0) : 0
}

function checkCount(
  frame: Frame,
  { parameters, isVariadic }: GoSignature,
  { name, words, final }: Call,
): void {
  const count = words.length + (final === undefined ? 0 : 1)
  if (isVariadic) {
    const least = parameters.length - 1
    if (count < least)
      fail(frame, `wrong number of args for ${name}: want at least ${least} got ${words.length}`)
  } else if (count !== parameters.length) {
    fail(frame, `wrong number of args for ${name}: want ${parameters.length} got ${count}`)
  }
}

/** The type of a parameter; the last one of a variadic function stands for all behind it. */
function typeAt({ parameters }: GoSignature, index: number): GoType {
  return parameters[index] ?? parameters.at(-1) ?? anyType
}
