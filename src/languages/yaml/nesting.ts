/** Where the scanner is: block collections by indentation, flow collections by brackets, and what may still become a key. */
import { type Token, tokenAt, Unreadable } from './token.ts'

export interface Position {
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** A token that becomes a key if a `:` follows on its line (YAML 1.1, 8.1.3: a simple key). */
interface PossibleKey {
  readonly token: number
  readonly position: Position
  /** It stands at the indentation of a mapping, where nothing but a key may stand. */
  readonly required: boolean
}

/** YAML 1.1, 8.1.3: a simple key is on one line and at most this long. */
const longestKey = 1024

/** Keeps libyaml's rules of indentation (yaml_parser_fetch_* in scanner.c) and marks the tokens that open blocks or begin keys. */
export class Nesting {
  /** Column of the innermost block collection, -1 outside of all. */
  indent = -1
  /** May a key begin at the next token? */
  keyAllowed = true
  private readonly tokens: Token[]
  private readonly outer: number[] = []
  /** What may become a key: in the block, then in each flow collection. */
  private readonly keys: (PossibleKey | undefined)[] = [undefined]

  constructor(tokens: Token[]) {
    this.tokens = tokens
  }

  get inFlow(): boolean {
    return this.keys.length > 1
  }

  newLine(): void {
    if (!this.inFlow) this.keyAllowed = true
  }

  allowKey(): void {
    this.keyAllowed = true
  }

  /** Before each token: forgets a key that can be none any more, and closes blocks that are indented more. */
  advance(position: Position): void {
    const key = this.keys.at(-1)
    if (key && (key.position.line < position.line || key.position.offset + longestKey < position.offset))
      this.dropKey()
    this.closeBlocks(position.column, position)
  }

  /** At `---`, `...`, a directive and the end: no block and no key goes on. */
  endDocument(position: Position): void {
    this.closeBlocks(-1, position)
    this.dropKey()
    this.keyAllowed = false
  }

  /** At a scalar, alias, anchor, tag or opening bracket, before its token is made. */
  mayStartKey(position: Position): void {
    if (this.keyAllowed) {
      this.dropKey()
      const required = !this.inFlow && this.indent === position.column
      this.keys[this.keys.length - 1] = { token: this.tokens.length, position, required }
    }
    this.keyAllowed = false
  }

  startBlockScalar(): void {
    this.dropKey()
    this.keyAllowed = true
  }

  openFlow(): void {
    this.keys.push(undefined)
    this.keyAllowed = true
  }

  closeFlow(): void {
    this.dropKey()
    if (this.inFlow) this.keys.pop()
    this.keyAllowed = false
  }

  /** At an indicator, before its token is made. True if a block collection begins with it. */
  indicator(kind: '-' | '?' | ':' | ',', position: Position): boolean {
    const key = kind === ':' ? this.keys.at(-1) : undefined
    if (key) return this.takeKey(key)
    const block = kind !== ',' && !this.inFlow
    if (block && !this.keyAllowed) throw new Unreadable(misplaced[kind], position)
    const opens = block && this.openBlock(position.column)
    this.dropKey()
    this.keyAllowed = kind === ',' || kind === '-' || !this.inFlow
    return opens
  }

  private takeKey(key: PossibleKey): false {
    const token = this.tokens[key.token]
    if (token) {
      token.startsKey = true
      token.opensBlock = !this.inFlow && this.openBlock(key.position.column)
    }
    this.keys[this.keys.length - 1] = undefined
    this.keyAllowed = false
    return false
  }

  private dropKey(): void {
    const key = this.keys.at(-1)
    if (key?.required)
      throw new Unreadable('a key without ":" stands between the keys of a mapping', key.position)
    this.keys[this.keys.length - 1] = undefined
  }

  private openBlock(column: number): boolean {
    if (this.indent >= column) return false
    this.outer.push(this.indent)
    this.indent = column
    return true
  }

  private closeBlocks(column: number, { offset, line, column: at }: Position): void {
    if (this.inFlow) return
    while (this.indent > column) {
      this.tokens.push(tokenAt('block-end', { start: offset, end: offset, line, endLine: line, column: at }))
      this.indent = this.outer.pop() ?? -1
    }
  }
}

const misplaced = {
  '-': 'a list item stands where none may begin',
  '?': 'a key stands where none may begin',
  ':': 'a second ":" stands in one line, or a key where none may begin',
} as const
