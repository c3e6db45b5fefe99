/**
 * Templates as Go's text/template runs them, to the byte, with the functions of Sprig.
 *
 * Covered: the whole language of Go 1.26 (trim marks, comments, pipelines, variables, `if`, `with`, `range` also over
 * integers, `break`, `continue`, `define`, `template`, `block`), all built-in functions, printing of nested values, and
 * Go's messages for what does not parse or fails. Bounded: nesting, the size of what is made, and the number of steps.
 * Not covered: other delimiters, channels, iterators, and addresses of pointers, which differ from run to run in Go too.
 *
 * Pure: no clock, no chance, no environment. It knows nothing but the data that it is given.
 */
import { builtins } from './builtins/builtins.ts'
import { evaluateArgument } from './evaluate/argument.ts'
import { type MissingKey, type Run, Stop } from './evaluate/frame.ts'
import type { Functions, TemplateFunction } from './evaluate/function.ts'
import { evaluatePipeline } from './evaluate/pipeline.ts'
import { walkList } from './evaluate/walk.ts'
import type { Tree } from './syntax/nodes.ts'
import { parse } from './syntax/parse.ts'
import { type Bytes, fromBytes, toBytes } from './text/bytes.ts'
import { type Bounds, newEffort } from './values/effort.ts'
import { Failure } from './values/failure.ts'
import type { GoValue } from './values/value.ts'

export type { Functions, TemplateFunction } from './evaluate/function.ts'
export type { MissingKey } from './evaluate/frame.ts'
export { sprig } from './sprig/sprig.ts'
export { fromBytes, toBytes } from './text/bytes.ts'
export type { Bounds } from './values/effort.ts'
export { bool, dict, float, int, list, map, nil, stringMap, text } from './values/make.ts'
export { anyType, getters, intType, listType, mapType, pointerType, stringType } from './values/type.ts'
export type { GoField, GoSignature, GoType } from './values/type.ts'
export type { GoMap, GoMethods, GoStruct, GoValue } from './values/value.ts'

/** A template that was read, ready to be run any number of times. */
export interface Template {
  readonly kind: 'template'
  readonly name: string
  /** The names of the templates in it, its own among them. */
  readonly defined: readonly string[]
  readonly source: Source
}

/** Why a text is no template: Go's message, as in `template: name:1: unexpected {{end}}`. */
export interface TemplateError {
  readonly kind: 'invalid'
  readonly message: string
  /** The character of the text where it was found, counted in UTF-16 units. */
  readonly at: number
}

export interface TemplateOptions {
  /** Stands in messages. */
  readonly name: string
  /** Besides the built-in ones, which they may replace; `sprig` for example. */
  readonly functions?: Functions
  readonly missingKey?: MissingKey
}

interface Source {
  readonly name: Bytes
  readonly text: Bytes
  readonly trees: ReadonlyMap<Bytes, Tree>
  readonly functions: Functions
  readonly missingKey: MissingKey
}

/** Reads a template. What is wrong comes back as a value; Go finds the same things wrong at this stage. */
export function parseTemplate(text: string, options: TemplateOptions): Template | TemplateError {
  const { functions = new Map(), missingKey = 'default' } = options
  const name = toBytes(options.name)
  const bytes = toBytes(text)
  try {
    const trees = parse(name, bytes, (word) => refusalOf(functions.get(word) ?? builtins.get(word)))
    const source: Source = { name, text: bytes, trees, functions, missingKey }
    return { kind: 'template', name: options.name, defined: [...trees.keys()].map(fromBytes), source }
  } catch (thrown) {
    return { kind: 'invalid', message: messageOf(thrown, name), at: placeOf(thrown, bytes) }
  }
}

function refusalOf(named: TemplateFunction | undefined): string | undefined {
  if (named === undefined) return 'not defined'
  return named.isUnsupported === true ? 'not supported' : undefined
}

/** What a run gave: the text, or why it ended and what was written until then. */
export type Execution =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'failed'
      readonly message: string
      /** The character of the text where it happened, counted in UTF-16 units. */
      readonly at: number
      readonly written: string
    }

/** Ample for messages, and over within a second. */
const ample: Bounds = { steps: 500_000, size: 250_000 }

/** Runs a template on data. The same template and data give the same text. */
export function executeTemplate(template: Template, data: GoValue, bounds: Bounds = ample): Execution {
  const { name, trees, ...source } = template.source
  const written: Bytes[] = []
  const effort = newEffort(bounds)
  let size = 0
  const write = (bytes: Bytes): void => {
    size += bytes.length
    effort.fits(size)
    written.push(bytes)
  }
  const run: Run = {
    ...source,
    name,
    trees,
    effort,
    write,
    pipeline: evaluatePipeline,
    argument: evaluateArgument,
  }
  try {
    const tree = trees.get(name)
    if (tree !== undefined) {
      const variables = [{ name: '$', value: data }]
      walkList({ run, template: name, variables, depth: 0, node: tree.root }, data, tree.root)
    }
    return { kind: 'text', text: fromBytes(written.join('')) }
  } catch (thrown) {
    return {
      kind: 'failed',
      message: messageOf(thrown, name),
      at: placeOf(thrown, source.text),
      written: fromBytes(written.join('')),
    }
  }
}

/** What stopped it, in words. Nesting that the stack cannot hold is a bound like the others. Anything else is a fault of ours. */
function messageOf(thrown: unknown, name: Bytes): string {
  if (thrown instanceof Stop) return fromBytes(thrown.bytes)
  if (thrown instanceof Failure) {
    const isWhole = thrown.bytes.startsWith('template: ')
    return fromBytes(isWhole ? thrown.bytes : `template: ${name}: ${thrown.bytes}`)
  }
  if (thrown instanceof RangeError) return fromBytes(`template: ${name}: nested too deeply`)
  throw thrown
}

function placeOf(thrown: unknown, text: Bytes): number {
  const at = thrown instanceof Stop || thrown instanceof Failure ? thrown.at : undefined
  return fromBytes(text.slice(0, at ?? 0)).length
}
