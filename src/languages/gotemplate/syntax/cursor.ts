/** A place in a template's text, and the token that is being read there. */
import { type Bytes, decodeRune } from '../text/bytes.ts'
import { isBlank } from './scan.ts'
import type { Token, TokenKind } from './token.ts'

export class Cursor {
  protected readonly input: Bytes
  protected at = 0
  /** Where the token begins. */
  #start = 0
  #line = 1

  constructor(input: Bytes) {
    this.input = input
  }

  /** What closes the action here, if anything does: with a trim mark or without. */
  protected closing(): 'trimming' | 'plain' | undefined {
    if (/^[ \t\r\n]-\}\}/.test(this.input.slice(this.at, this.at + 4))) return 'trimming'
    return this.input.startsWith('}}', this.at) ? 'plain' : undefined
  }

  protected skipBlanks(): void {
    while (isBlank(this.input.charAt(this.at))) this.at += 1
  }

  protected rune(): number {
    return decodeRune(this.input, this.at).rune
  }

  protected skip(count: number, kind: TokenKind): Token {
    this.at += count
    return this.take(kind)
  }

  /** What the token has so far. */
  protected written(): Bytes {
    return this.input.slice(this.#start, this.at)
  }

  protected take(kind: TokenKind): Token {
    const token = { kind, at: this.#start, text: this.written(), line: this.#line }
    this.ignore()
    return token
  }

  protected ignore(): void {
    for (let at = this.#start; at < this.at; at++) if (this.input.charCodeAt(at) === 0x0a) this.#line += 1
    this.#start = this.at
  }

  protected fail(text: Bytes): Token {
    const token: Token = { kind: 'error', at: this.#start, text, line: this.#line }
    this.at = this.input.length
    this.#start = this.at
    return token
  }
}
