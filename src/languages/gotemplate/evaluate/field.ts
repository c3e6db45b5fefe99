/** Fields, keys and methods: `.A.B` and what stands behind it (Go: text/template/exec.go `evalField`). */
import type { AnyNode, Frame } from './frame.ts'
import type { Operand } from '../syntax/nodes.ts'
import type { Bytes } from '../text/bytes.ts'
import { nil } from '../values/make.ts'
import {
  type BoundMethod,
  entryNamed,
  findField,
  findMethod,
  hasField,
  indirect,
  zeroOf,
} from '../values/reach.ts'
import { anyType, stringType } from '../values/type.ts'
import { type GoMap, type GoValue, typeOf } from '../values/value.ts'
import { callWith } from './call.ts'
import { fail } from './frame.ts'

/** A chain of names at a value. Only the last may take arguments. */
export interface Chain {
  readonly dot: GoValue
  readonly node: AnyNode
  readonly names: readonly Bytes[]
  /** What is written behind the chain. */
  readonly words: readonly Operand[]
  readonly final: GoValue | undefined
}

export function evaluateChain(frame: Frame, receiver: GoValue, chain: Chain): GoValue {
  const { names } = chain
  const last = names.length - 1
  const bare = last > 0 ? { ...chain, words: [], final: undefined } : chain
  let value = receiver
  for (let at = 0; at <= last; at++)
    value = evaluateField(frame, value, names[at] ?? '', at === last ? chain : bare)
  return value
}

function evaluateField(frame: Frame, receiver: GoValue, name: Bytes, chain: Chain): GoValue {
  if (receiver.kind === 'nil') {
    if (frame.run.missingKey === 'error') fail(frame, `nil data; no entry for key "${name}"`)
    return nil
  }
  const type = receiver.type.name
  const { value, isNil } = indirect(receiver)
  if (isNil && value.kind === 'interface') return fail(frame, `nil pointer evaluating ${type}.${name}`)
  const method = findMethod(holder(receiver), name)
  if (method !== undefined) return callMethod(frame, method, name, chain)
  const hasArguments = chain.words.length > 0 || chain.final !== undefined
  const found = findPart(frame, value, { name, type, hasArguments })
  if (found !== undefined) return found
  const isKnown = value.kind === 'pointer' && !lacksField(value.type.element, name)
  if (isNil && isKnown) return fail(frame, `nil pointer evaluating ${type}.${name}`)
  return fail(frame, `can't evaluate field ${name} in type ${type}`)
}

function lacksField(type: GoValueType, name: Bytes): boolean {
  return type?.kind === 'struct' && !hasField(type, name)
}

type GoValueType = ReturnType<typeof typeOf>['element']

/** The last pointer on the way to the value, which has all the methods; else the value. */
function holder(value: GoValue): GoValue {
  if (value.kind === 'interface') return holder(value.held)
  return value.kind === 'pointer' && value.to?.kind === 'pointer' ? holder(value.to) : value
}

function callMethod(frame: Frame, { signature, run }: BoundMethod, name: Bytes, chain: Chain): GoValue {
  const method = { ...signature, run: (given: readonly GoValue[]) => run(...given) }
  return callWith(frame, method, { ...chain, name })
}

interface Asked {
  readonly name: Bytes
  /** How messages call the type of what is asked. */
  readonly type: Bytes
  readonly hasArguments: boolean
}

/** A field of a struct or a value of a map; undefined if the value has no such parts. */
function findPart(frame: Frame, value: GoValue, asked: Asked): GoValue | undefined {
  const { name, type, hasArguments } = asked
  if (value.kind === 'struct') {
    if (!hasField(value.type, name)) return undefined
    if (!isExported(name)) fail(frame, `${name} is an unexported field of struct type ${type}`)
    if (hasArguments) fail(frame, `${name} has arguments but cannot be invoked as function`)
    return findField(value, name)
  }
  if (value.kind !== 'map' || !takesText(value)) return undefined
  if (hasArguments) fail(frame, `${name} is not a method but has arguments`)
  return entryNamed(value, name) ?? missing(frame, value, name)
}

/** The first look decides nearly always, and costs next to nothing. */
function isExported(name: Bytes): boolean {
  return (name >= 'A' && name < '[') || /^\p{Lu}/u.test(name)
}

function takesText({ type }: GoMap): boolean {
  return type.key?.name === stringType.name || type.key?.name === anyType.name
}

function missing(frame: Frame, { type }: GoMap, name: Bytes): GoValue {
  switch (frame.run.missingKey) {
    case 'default':
      return nil
    case 'zero':
      return zeroOf(type.element ?? anyType)
    case 'error':
      return fail(frame, `map has no entry for key "${name}"`)
  }
}
