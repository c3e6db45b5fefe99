/** Walks along tokens. */
import { type Token, type TokenKind, Unreadable } from './token.ts'

/** Where a grammar stands in a list of tokens that closes with `end`. */
export class TokenReader {
  protected at = 0
  private readonly tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  protected get next(): Token {
    const token = this.tokens[this.at]
    if (!token) throw new Error('the tokens have no end')
    return token
  }

  protected is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.next.kind)
  }

  /** Does a key begin here: a `?`, or a token with a `:` behind? Not one that opens a mapping of its own. */
  protected isKey(): boolean {
    return (this.next.startsKey || this.next.kind === '?') && !this.next.opensBlock
  }

  /** Passes over a token of that kind, or throws. */
  protected take(kind: TokenKind, message: string): void {
    if (!this.is(kind)) throw this.unreadable(message)
    this.at++
  }

  protected unreadable(message: string): Unreadable {
    return new Unreadable(message, { offset: this.next.start, line: this.next.line })
  }
}
