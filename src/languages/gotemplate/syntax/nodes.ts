/** The tree of a template (Go: text/template/parse/node.go). `at` is the byte where a node begins. */
import type { Bytes } from '../text/bytes.ts'

/** What stands in a body. */
export type Node = TextNode | ActionNode | BranchNode | TemplateNode | LeaveNode

export interface ListNode {
  readonly kind: 'list'
  readonly at: number
  readonly nodes: readonly Node[]
}

export interface TextNode {
  readonly kind: 'text'
  readonly at: number
  readonly text: Bytes
}

/** A pipeline whose value is given out, unless it declares or sets variables. */
export interface ActionNode {
  readonly kind: 'action'
  readonly at: number
  readonly pipe: PipeNode
}

export interface BranchNode {
  readonly kind: 'if' | 'with' | 'range'
  readonly at: number
  readonly pipe: PipeNode
  readonly list: ListNode
  readonly otherwise?: ListNode
}

/** Another template's body is put here; a `block` is one too. */
export interface TemplateNode {
  readonly kind: 'template'
  readonly at: number
  readonly name: Bytes
  readonly pipe?: PipeNode
}

export interface LeaveNode {
  readonly kind: 'break' | 'continue'
  readonly at: number
}

export interface PipeNode {
  readonly kind: 'pipe'
  readonly at: number
  /** The variables are set, not declared. */
  readonly isAssignment: boolean
  readonly variables: readonly VariableNode[]
  readonly commands: readonly CommandNode[]
}

export interface CommandNode {
  readonly kind: 'command'
  readonly at: number
  readonly words: readonly Operand[]
}

export type Operand =
  | IdentifierNode
  | VariableNode
  | FieldNode
  | ChainNode
  | PipeNode
  | DotNode
  | BoolNode
  | NumberNode
  | StringNode

/** A function. */
export interface IdentifierNode {
  readonly kind: 'identifier'
  readonly at: number
  readonly name: Bytes
}

/** A variable with its `$`, and fields behind it. */
export interface VariableNode {
  readonly kind: 'variable'
  readonly at: number
  readonly name: Bytes
  readonly fields: readonly Bytes[]
}

export interface FieldNode {
  readonly kind: 'field'
  readonly at: number
  readonly fields: readonly Bytes[]
}

/** A term with fields behind it. */
export interface ChainNode {
  readonly kind: 'chain'
  readonly at: number
  readonly node: Operand
  readonly fields: readonly Bytes[]
}

export interface DotNode {
  readonly kind: 'dot' | 'nil'
  readonly at: number
}

export interface BoolNode {
  readonly kind: 'bool'
  readonly at: number
  readonly value: boolean
}

/** A constant. It may stand for every kind of number that it is exact in. */
export interface NumberNode {
  readonly kind: 'number'
  readonly at: number
  readonly text: Bytes
  readonly int?: bigint
  readonly uint?: bigint
  readonly float?: number
  readonly complex?: { readonly real: number; readonly imaginary: number }
}

export interface StringNode {
  readonly kind: 'string'
  readonly at: number
  /** With its quotes. */
  readonly quoted: Bytes
  readonly text: Bytes
}

/** A named body. */
export interface Tree {
  readonly name: Bytes
  readonly root: ListNode
}

/** Is there nothing in it but blanks? Then another definition may take its place. */
export function isEmpty(root: ListNode): boolean {
  return root.nodes.every((node) => node.kind === 'text' && node.text.trim() === '')
}

/** What ends a body. It is no part of the tree. */
export interface Mark {
  readonly kind: 'end' | 'else'
  readonly at: number
}

export function isMark(node: Node | Mark): node is Mark {
  return node.kind === 'end' || node.kind === 'else'
}
