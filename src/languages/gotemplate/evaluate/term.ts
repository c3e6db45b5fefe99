/** Fields, variables, functions and parentheses, alone or with arguments (Go: text/template/exec.go). */
import { nodeText } from '../syntax/node-text.ts'
import type {
  ChainNode,
  CommandNode,
  FieldNode,
  IdentifierNode,
  Operand,
  PipeNode,
  VariableNode,
} from '../syntax/nodes.ts'
import type { GoValue } from '../values/value.ts'
import { callNamed } from './call.ts'
import { type Chain, evaluateChain } from './field.ts'
import { fail, findVariable, type Frame, visit } from './frame.ts'

/** What a term is given: the words behind it, and the value that comes through the pipe. */
export interface Given {
  readonly words: readonly Operand[]
  readonly final: GoValue | undefined
  /** The command around a function, which messages about its failure name. */
  readonly command?: CommandNode
}

export type Term = FieldNode | VariableNode | IdentifierNode | ChainNode | PipeNode

export function evaluateTerm(frame: Frame, dot: GoValue, node: Term, given: Given): GoValue {
  if (node.kind === 'pipe') {
    refuseArguments(frame, node, given)
    return frame.run.pipeline(frame, dot, node)
  }
  visit(frame, node)
  switch (node.kind) {
    case 'identifier':
      return callNamed(frame, { dot, node: given.command ?? node, name: node.name, ...given })
    case 'field':
      return evaluateChain(frame, dot, chainOf(dot, node, given))
    case 'chain':
      return evaluateChain(frame, evaluateStart(frame, dot, node), chainOf(dot, node, given))
    case 'variable': {
      const { value } = findVariable(frame, node.name)
      if (node.fields.length > 0) return evaluateChain(frame, value, chainOf(dot, node, given))
      refuseArguments(frame, node, given)
      return value
    }
  }
}

function chainOf(dot: GoValue, node: FieldNode | ChainNode | VariableNode, { words, final }: Given): Chain {
  return { dot, node, names: node.fields, words, final }
}

/** Only functions and methods take arguments. */
export function refuseArguments(frame: Frame, node: Operand, { words, final }: Given): void {
  if (words.length > 0 || final !== undefined) {
    fail(frame, `can't give argument to non-function ${nodeText(node)}`)
  }
}

/** The term that a chain begins with: parentheses or a function. */
function evaluateStart(frame: Frame, dot: GoValue, { node: start }: ChainNode): GoValue {
  visit(frame, start)
  const isTerm = start.kind === 'pipe' || start.kind === 'identifier'
  if (!isTerm) return fail(frame, `can't evaluate ${nodeText(start)}`)
  return evaluateTerm(frame, dot, start, { words: [], final: undefined })
}
