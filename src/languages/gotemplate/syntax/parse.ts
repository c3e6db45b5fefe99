/** A template's text to its tree and those of the templates that it defines (Go: parse/parse.go). */
import type { Bytes } from '../text/bytes.ts'
import { quote, unquote } from '../text/quote.ts'
import { Lexer } from './lexer.ts'
import {
  type BranchNode,
  isEmpty,
  isMark,
  type ListNode,
  type Mark,
  type Node,
  type TemplateNode,
  type Tree,
} from './nodes.ts'
import { parsePipeline, type Scope } from './parse-pipeline.ts'
import { TokenStream } from './token-stream.ts'
import type { Token } from './token.ts'

/** Trees by their names, the template's own among them. Throws a Failure with Go's text. */
export function parse(name: Bytes, text: Bytes, refusal: Scope['refusal']): ReadonlyMap<Bytes, Tree> {
  const isKeyword = (word: string): boolean =>
    !/^(?:break|continue)$/.test(word) || refusal(word) !== undefined
  const tokens = new TokenStream(new Lexer(text, isKeyword), name)
  const body = newBody(tokens, refusal, new Map())
  add(body, { name, root: parseWhole(body) })
  return body.trees
}

/** What a body's parser knows and the trees found so far, which all bodies share. */
interface Body extends Scope {
  readonly trees: Map<Bytes, Tree>
}

function newBody(tokens: TokenStream, refusal: Scope['refusal'], trees: Body['trees']): Body {
  return { tokens, refusal, trees, variables: ['$'], parens: 0, ranges: 0 }
}

/** Of a template within another: it shares nothing but the trees. */
function innerBody({ tokens, refusal, trees }: Body): Body {
  return newBody(tokens.within(), refusal, trees)
}

/** An empty body neither replaces another nor clashes with it. */
function add({ trees, tokens }: Body, tree: Tree): void {
  const known = trees.get(tree.name)
  if (known === undefined || isEmpty(known.root)) trees.set(tree.name, tree)
  else if (!isEmpty(tree.root)) tokens.fail(`template: multiple definition of template ${quote(tree.name)}`)
}

function parseWhole(body: Body): ListNode {
  const { tokens } = body
  const nodes: Node[] = []
  const { at } = tokens.peek()
  while (tokens.peek().kind !== 'eof') {
    if (isDefinition(tokens)) {
      parseDefinition(innerBody(body))
      continue
    }
    const node = parseTextOrAction(body)
    if (isMark(node)) tokens.fail(`unexpected {{${node.kind}}}`)
    else nodes.push(node)
  }
  return { kind: 'list', at, nodes }
}

/** At `{{define`, which is taken. */
function isDefinition(tokens: TokenStream): boolean {
  if (tokens.peek().kind !== 'left') return false
  const left = tokens.next()
  const word = tokens.nextNonSpace()
  if (word.kind === 'define') return true
  tokens.giveBack(left, word)
  return false
}

function parseDefinition(body: Body): void {
  const { tokens } = body
  const context = 'define clause'
  const name = nameOf(tokens.expect(['string', 'raw-string'], context), tokens)
  tokens.expect(['right'], context)
  const { list, mark } = parseList(body)
  if (mark.kind !== 'end') tokens.fail(`unexpected {{${mark.kind}}} in ${context}`)
  add(body, { name, root: list })
}

function nameOf({ text }: Token, tokens: TokenStream): Bytes {
  return unquote(text) ?? tokens.fail('invalid syntax')
}

/** Up to `{{end}}` or `{{else}}`. */
function parseList(body: Body): { list: ListNode; mark: Mark } {
  const { tokens } = body
  const { at } = tokens.peekNonSpace()
  const nodes: Node[] = []
  while (tokens.peekNonSpace().kind !== 'eof') {
    const node = parseTextOrAction(body)
    if (isMark(node)) return { list: { kind: 'list', at, nodes }, mark: node }
    nodes.push(node)
  }
  return tokens.fail('unexpected EOF')
}

function parseTextOrAction(body: Body): Node | Mark {
  const { tokens } = body
  const token = tokens.nextNonSpace()
  if (token.kind === 'text') return { kind: 'text', at: token.at, text: token.text }
  if (token.kind !== 'left') return tokens.unexpected(token, 'input')
  tokens.actionLine = token.line
  const node = parseAction(body)
  tokens.actionLine = 0
  return node
}

function parseAction(body: Body): Node | Mark {
  const { tokens } = body
  const token = tokens.nextNonSpace()
  const { kind, at } = token
  if (kind === 'block') return parseBlock(body)
  if (kind === 'break' || kind === 'continue') return parseLeave(body, kind, at)
  if (kind === 'else') return parseElse(tokens)
  if (kind === 'end') return { kind: 'end', at: tokens.expect(['right'], 'end').at }
  if (kind === 'if' || kind === 'range' || kind === 'with') return parseBranch(body, kind)
  if (kind === 'template') return parseTemplate(body)
  tokens.giveBack(token)
  return { kind: 'action', at, pipe: parsePipeline(body, 'command', 'right') }
}

function parseLeave({ tokens, ranges }: Body, kind: 'break' | 'continue', at: number): Node {
  const token = tokens.nextNonSpace()
  if (token.kind !== 'right') tokens.unexpected(token, `{{${kind}}}`)
  if (ranges === 0) tokens.fail(`{{${kind}}} outside {{range}}`)
  return { kind, at }
}

/** The `if` or `with` behind it stays, to be read as if it stood in an `else` of its own. */
function parseElse(tokens: TokenStream): Mark {
  const { kind, at } = tokens.peekNonSpace()
  if (kind === 'if' || kind === 'with') return { kind: 'else', at }
  return { kind: 'else', at: tokens.expect(['right'], 'else').at }
}

/** Variables that are declared in it end with it. */
function parseBranch(body: Body, kind: BranchNode['kind']): BranchNode {
  const known = body.variables.length
  const pipe = parsePipeline(body, kind, 'right')
  if (kind === 'range') body.ranges += 1
  const { list, mark } = parseList(body)
  if (kind === 'range') body.ranges -= 1
  const otherwise = mark.kind === 'else' ? parseOtherwise(body, kind, mark) : undefined
  body.variables.length = known
  return { kind, at: pipe.at, pipe, list, ...(otherwise && { otherwise }) }
}

function parseOtherwise(body: Body, kind: BranchNode['kind'], { at }: Mark): ListNode {
  const { tokens } = body
  if (kind !== 'range' && tokens.peek().kind === kind) {
    tokens.next()
    return { kind: 'list', at, nodes: [parseBranch(body, kind)] }
  }
  const { list, mark } = parseList(body)
  if (mark.kind !== 'end') tokens.fail(`expected end; found {{${mark.kind}}}`)
  return list
}

function parseBlock(body: Body): TemplateNode {
  const { tokens } = body
  const context = 'block clause'
  const token = tokens.expect(['string', 'raw-string'], context)
  const name = nameOf(token, tokens)
  const pipe = parsePipeline(body, context, 'right')
  const inner = innerBody(body)
  const { list, mark } = parseList(inner)
  if (mark.kind !== 'end') tokens.fail(`unexpected {{${mark.kind}}} in ${context}`)
  add(inner, { name, root: list })
  return { kind: 'template', at: token.at, name, pipe }
}

function parseTemplate(body: Body): TemplateNode {
  const { tokens } = body
  const context = 'template clause'
  const token = tokens.expect(['string', 'raw-string'], context)
  const name = nameOf(token, tokens)
  const next = tokens.nextNonSpace()
  if (next.kind === 'right') return { kind: 'template', at: token.at, name }
  tokens.giveBack(next)
  return { kind: 'template', at: token.at, name, pipe: parsePipeline(body, context, 'right') }
}
