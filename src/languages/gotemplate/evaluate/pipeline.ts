/** Pipelines and commands: each value becomes the last argument of the next command (Go: text/template/exec.go `evalPipeline`). */
import type { CommandNode, PipeNode } from '../syntax/nodes.ts'
import { bool, nil, string } from '../values/make.ts'
import { type GoValue, unwrap } from '../values/value.ts'
import { idealConstant } from './argument.ts'
import { fail, findVariable, type Frame, visit } from './frame.ts'
import { evaluateTerm, type Given, refuseArguments } from './term.ts'

/** The value of the last command. Variables are declared or set with it. */
export function evaluatePipeline(frame: Frame, dot: GoValue, pipe: PipeNode): GoValue {
  visit(frame, pipe)
  let value: GoValue | undefined
  for (const command of pipe.commands) value = unwrap(evaluateCommand(frame, dot, command, value))
  const result = value ?? nil
  for (const { name } of pipe.variables) {
    if (pipe.isAssignment) findVariable(frame, name).value = result
    else frame.variables.push({ name, value: result })
  }
  return result
}

const none: Given['words'] = []

function evaluateCommand(
  frame: Frame,
  dot: GoValue,
  command: CommandNode,
  final: GoValue | undefined,
): GoValue {
  const [first] = command.words
  if (first === undefined) return nil
  const words = command.words.length === 1 ? none : command.words.slice(1)
  const given: Given = { words, final, command }
  switch (first.kind) {
    case 'field':
    case 'chain':
    case 'identifier':
    case 'pipe':
    case 'variable':
      return evaluateTerm(frame, dot, first, given)
    case 'bool':
    case 'dot':
    case 'nil':
    case 'number':
    case 'string':
      visit(frame, first)
      refuseArguments(frame, first, given)
  }
  switch (first.kind) {
    case 'bool':
      return bool(first.value)
    case 'dot':
      return dot
    case 'nil':
      return fail(frame, 'nil is not a command')
    case 'number':
      return idealConstant(frame, first)
    case 'string':
      return string(first.text)
  }
}
