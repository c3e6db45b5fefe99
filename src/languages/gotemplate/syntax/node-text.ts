/** A node as it is shown in messages (Go: the `String` methods of parse/node.go). */
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import type { ChainNode, CommandNode, ListNode, Node, Operand, PipeNode } from './nodes.ts'

export function nodeText(node: Node | ListNode | CommandNode | Operand): Bytes {
  switch (node.kind) {
    case 'list':
      return node.nodes.map(nodeText).join('')
    case 'text':
      return node.text
    case 'action':
      return `{{${pipeText(node.pipe)}}}`
    case 'if':
    case 'with':
    case 'range': {
      const otherwise = node.otherwise === undefined ? '' : `{{else}}${nodeText(node.otherwise)}`
      return `{{${node.kind} ${pipeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`
    }
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${pipeText(node.pipe)}`}}}`
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`
    case 'command':
      return node.words.map(wordText).join(' ')
    case 'pipe':
      return pipeText(node)
    case 'chain':
      return chainText(node)
    case 'identifier':
    case 'variable':
    case 'field':
    case 'dot':
    case 'nil':
    case 'bool':
    case 'number':
    case 'string':
      return termText(node)
  }
}

function termText(node: Exclude<Operand, ChainNode | PipeNode>): Bytes {
  switch (node.kind) {
    case 'identifier':
      return node.name
    case 'variable':
      return [node.name, ...node.fields].join('.')
    case 'field':
      return node.fields.map((field) => `.${field}`).join('')
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'bool':
      return String(node.value)
    case 'number':
      return node.text
    case 'string':
      return node.quoted
  }
}

function pipeText({ variables, isAssignment, commands }: PipeNode): Bytes {
  const names = variables.map(termText).join(', ')
  const declared = variables.length === 0 ? '' : `${names} ${isAssignment ? '=' : ':='} `
  return declared + commands.map(nodeText).join(' | ')
}

function wordText(word: Operand): Bytes {
  return word.kind === 'pipe' ? `(${pipeText(word)})` : nodeText(word)
}

function chainText({ node, fields }: ChainNode): Bytes {
  return wordText(node) + fields.map((field) => `.${field}`).join('')
}
