/** What a run knows at a moment: the template that is executed, its variables, the node for messages (Go: text/template/exec.go `state`). */
import { nodeText } from '../syntax/node-text.ts'
import type { CommandNode, ListNode, Node, Operand, PipeNode, Tree } from '../syntax/nodes.ts'
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import type { GoType } from '../values/type.ts'
import type { GoValue } from '../values/value.ts'
import type { Functions } from './function.ts'

/** What a missing key of a map gives: nothing, the zero value of its type, or an error. */
export type MissingKey = 'default' | 'zero' | 'error'

/** What stays the same through a run. */
export interface Run {
  readonly name: Bytes
  readonly text: Bytes
  readonly trees: ReadonlyMap<Bytes, Tree>
  /** The functions that were given, which come before the built-in ones. */
  readonly functions: Functions
  readonly missingKey: MissingKey
  readonly effort: Effort
  readonly write: (bytes: Bytes) => void
  /** Given here since the parts of the evaluator call each other. */
  readonly pipeline: (frame: Frame, dot: GoValue, pipe: PipeNode) => GoValue
  readonly argument: (frame: Frame, dot: GoValue, type: GoType, node: Operand) => GoValue
}

export interface Frame {
  readonly run: Run
  /** The name of the template that is executed. */
  readonly template: Bytes
  readonly variables: Variable[]
  /** How many templates have called one another. */
  readonly depth: number
  /** The node that messages name. */
  node: AnyNode
}

export type AnyNode = Node | ListNode | CommandNode | Operand

export interface Variable {
  /** With its `$`. */
  readonly name: Bytes
  value: GoValue
}

/** Ends the run. The text is complete. */
export class Stop extends Error {
  readonly bytes: Bytes
  /** The byte of the template where the node begins. */
  readonly at: number

  constructor(bytes: Bytes, at: number) {
    super(bytes)
    this.bytes = bytes
    this.at = at
  }
}

/** Ends the run with Go's text: where, in which template, at which node, why. */
export function fail({ run, template, node }: Frame, why: Bytes): never {
  const before = run.text.slice(0, node.at)
  const line = before.split('\n').length
  const column = node.at - (before.lastIndexOf('\n') + 1)
  const place = `${run.name}:${line}:${column}`
  throw new Stop(`template: ${place}: executing ${quote(template)} at <${nodeText(node)}>: ${why}`, node.at)
}

/** Runs what may fail without knowing the place. */
export function placed<T>(frame: Frame, run: () => T): T {
  try {
    return run()
  } catch (thrown) {
    if (thrown instanceof Failure) return fail(frame, thrown.bytes)
    throw thrown
  }
}

/** Counts a step at a node. */
export function visit(frame: Frame, node: AnyNode): void {
  frame.node = node
  // As `placed` does; this runs more often than all else.
  try {
    frame.run.effort.spend(1)
  } catch (thrown) {
    if (thrown instanceof Failure) fail(frame, thrown.bytes)
    throw thrown
  }
}

/** The variable that was declared last under the name. */
export function findVariable(frame: Frame, name: Bytes): Variable {
  return (
    frame.variables.findLast((variable) => variable.name === name) ??
    fail(frame, `undefined variable: ${name}`)
  )
}
