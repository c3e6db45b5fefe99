/** Pipelines: declarations, commands, operands, terms (Go: parse/parse.go). */
import type { Bytes } from '../text/bytes.ts'
import { quote, unquote } from '../text/quote.ts'
import { parseConstant } from './constant.ts'
import { nodeText } from './node-text.ts'
import type { CommandNode, Operand, PipeNode, VariableNode } from './nodes.ts'
import type { Token, TokenKind } from './token.ts'
import type { TokenStream } from './token-stream.ts'

/** What a body's parser knows: its tokens, the functions there are, the variables so far. */
export interface Scope {
  readonly tokens: TokenStream
  /** Why a name is no function that may be called; undefined if it is one. */
  readonly refusal: (name: Bytes) => string | undefined
  /** With their `$`; those of a block are taken off at its end. */
  readonly variables: Bytes[]
  /** How deep parentheses are nested. */
  parens: number
  /** How many `range` stand around. */
  ranges: number
}

/** Go allows 10 000; so many would not fit on the stack here. */
const deepest = 500

const starts: readonly TokenKind[] = [
  'bool',
  'character',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'raw-string',
  'string',
  'variable',
  'left-paren',
]

/** Up to the token that ends it, which is taken. `context` is for messages. */
export function parsePipeline(scope: Scope, context: string, end: TokenKind): PipeNode {
  const { tokens } = scope
  const { at } = tokens.peekNonSpace()
  const { variables, isAssignment } = parseVariables(scope, context)
  const commands: CommandNode[] = []
  for (;;) {
    const token = tokens.nextNonSpace()
    if (token.kind === end) break
    if (!starts.includes(token.kind)) tokens.unexpected(token, context)
    tokens.giveBack(token)
    commands.push(parseCommand(scope))
  }
  checkCommands(commands, tokens, context)
  return { kind: 'pipe', at, isAssignment, variables, commands }
}

/** A constant takes nothing from the command before it. */
function checkCommands(commands: readonly CommandNode[], tokens: TokenStream, context: string): void {
  if (commands.length === 0) tokens.fail(`missing value for ${context}`)
  for (const [index, { words }] of commands.entries()) {
    const isConstant = /^(?:bool|dot|nil|number|string)$/.test(words[0]?.kind ?? '')
    if (index > 0 && isConstant) tokens.fail(`non executable command in pipeline stage ${index + 1}`)
  }
}

/** `$x :=`, `$x =`, and for `range` `$i, $x :=`. A variable that nothing of that follows is given back. */
function parseVariables(scope: Scope, context: string): Pick<PipeNode, 'variables' | 'isAssignment'> {
  const { tokens } = scope
  const variables: VariableNode[] = []
  const declare = (token: Token): void => {
    variables.push(variableOf(token))
    scope.variables.push(token.text)
  }
  while (tokens.peekNonSpace().kind === 'variable') {
    const variable = tokens.next()
    const after = tokens.peek()
    const next = tokens.peekNonSpace()
    if (next.kind === 'assign' || next.kind === 'declare') {
      tokens.nextNonSpace()
      declare(variable)
      return { variables, isAssignment: next.kind === 'assign' }
    }
    if (next.kind !== 'char' || next.text !== ',') {
      tokens.giveBack(...(after.kind === 'space' ? [variable, after] : [variable]))
      break
    }
    tokens.nextNonSpace()
    declare(variable)
    if (context !== 'range' || variables.length > 1) tokens.fail(`too many declarations in ${context}`)
    const isFine = /^(?:variable|right|right-paren)$/.test(tokens.peekNonSpace().kind)
    if (!isFine) tokens.fail('range can only initialize variables')
  }
  return { variables, isAssignment: false }
}

function variableOf({ at, text }: Token): VariableNode {
  return { kind: 'variable', at, name: text, fields: [] }
}

/** Operands up to a pipe, which is taken, or the end of the pipeline, which is not. */
function parseCommand(scope: Scope): CommandNode {
  const { tokens } = scope
  const { at } = tokens.peekNonSpace()
  const words: Operand[] = []
  for (;;) {
    tokens.peekNonSpace()
    const operand = parseOperand(scope)
    if (operand !== undefined) words.push(operand)
    const token = tokens.next()
    if (token.kind === 'space') continue
    if (token.kind === 'right' || token.kind === 'right-paren') tokens.giveBack(token)
    else if (token.kind !== 'pipe') tokens.unexpected(token, 'operand')
    break
  }
  if (words.length === 0) tokens.fail('empty command')
  return { kind: 'command', at, words }
}

/** A term with the fields behind it; undefined if the next token begins none. */
function parseOperand(scope: Scope): Operand | undefined {
  const { tokens } = scope
  const node = parseTerm(scope)
  const { kind, at } = tokens.peek()
  if (node === undefined || kind !== 'field') return node
  const fields: Bytes[] = []
  while (tokens.peek().kind === 'field') fields.push(tokens.next().text.slice(1))
  switch (node.kind) {
    case 'field':
    case 'variable':
      return { ...node, at, fields: [...node.fields, ...fields] }
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return tokens.fail(`unexpected . after term ${quote(nodeText(node))}`)
    case 'identifier':
    case 'chain':
    case 'pipe':
      return { kind: 'chain', at, node, fields }
  }
}

/** Undefined if the next token begins no term. */
function parseTerm(scope: Scope): Operand | undefined {
  const { tokens } = scope
  const token = tokens.nextNonSpace()
  const { kind, at, text } = token
  if (kind === 'identifier') return parseFunction(scope, token)
  if (kind === 'variable')
    return scope.variables.includes(text)
      ? variableOf(token)
      : tokens.fail(`undefined variable ${quote(text)}`)
  if (kind === 'dot' || kind === 'nil') return { kind, at }
  if (kind === 'field') return { kind, at, fields: [text.slice(1)] }
  if (kind === 'bool') return { kind, at, value: text === 'true' }
  if (kind === 'left-paren') return parseParens(scope)
  if (kind === 'character' || kind === 'complex' || kind === 'number') {
    return tokens.placed(() => parseConstant(token))
  }
  if (kind === 'string' || kind === 'raw-string') {
    return { kind: 'string', at, quoted: text, text: unquote(text) ?? tokens.fail('invalid syntax') }
  }
  tokens.giveBack(token)
  return undefined
}

function parseFunction({ tokens, refusal }: Scope, { at, text }: Token): Operand {
  const why = refusal(text)
  return why === undefined
    ? { kind: 'identifier', at, name: text }
    : tokens.fail(`function ${quote(text)} ${why}`)
}

function parseParens(scope: Scope): PipeNode {
  if (scope.parens >= deepest) scope.tokens.fail('max expression depth exceeded')
  scope.parens += 1
  const pipe = parsePipeline(scope, 'parenthesized pipeline', 'right-paren')
  scope.parens -= 1
  return pipe
}
