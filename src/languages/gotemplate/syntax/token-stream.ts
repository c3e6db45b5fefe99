/** Tokens with three that can be given back, and the complaints of a parser (Go: parse/parse.go). */
import type { Bytes } from '../text/bytes.ts'
import { Failure } from '../values/failure.ts'
import type { Lexer } from './lexer.ts'
import { describe, type Token, type TokenKind } from './token.ts'

export class TokenStream {
  readonly #lexer: Lexer
  readonly #name: Bytes
  readonly #tokens: Token[] = []
  #latest: Token | undefined
  #current: Token | undefined
  /** The line of the action that is being read; 0 outside. */
  actionLine = 0

  /** `name` is that of the whole template, for messages. */
  constructor(lexer: Lexer, name: Bytes) {
    this.#lexer = lexer
    this.#name = name
  }

  /** Of a template within: the same text, but its own complaints. */
  within(): TokenStream {
    return new TokenStream(this.#lexer, this.#name)
  }

  next(): Token {
    this.#current = this.#tokens.pop() ?? this.#read()
    return this.#current
  }

  #read(): Token {
    this.#latest = this.#lexer.next()
    return this.#latest
  }

  /** Gives tokens back, the first first. */
  giveBack(...tokens: readonly Token[]): void {
    this.#tokens.push(...tokens.toReversed())
  }

  peek(): Token {
    const token = this.#tokens.pop() ?? this.#read()
    this.giveBack(token)
    return token
  }

  nextNonSpace(): Token {
    for (;;) {
      const token = this.next()
      if (token.kind !== 'space') return token
    }
  }

  peekNonSpace(): Token {
    const current = this.#current
    const token = this.nextNonSpace()
    this.giveBack(token)
    this.#current = current
    return token
  }

  /** The next token, which must be of one of these kinds. */
  expect(kinds: readonly TokenKind[], context: string): Token {
    const token = this.nextNonSpace()
    return kinds.includes(token.kind) ? token : this.unexpected(token, context)
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') return this.fail(`unexpected ${describe(token)} in ${context}`)
    if (this.actionLine === 0 || this.actionLine === token.line) return this.fail(token.text)
    const where = `started at ${this.#name}:${this.actionLine}`
    return this.fail(`${token.text} ${token.text.endsWith(' action') ? where : `in action ${where}`}`)
  }

  /** Names the line of the token that was read last, as Go does; the place is the token that was taken last. */
  fail(message: Bytes): never {
    const text = `template: ${this.#name}:${this.#latest?.line ?? 0}: ${message}`
    throw new Failure(text, false, this.#current?.at)
  }

  /** Runs what may fail without knowing the place. */
  placed<T>(run: () => T): T {
    try {
      return run()
    } catch (thrown) {
      if (thrown instanceof Failure) return this.fail(thrown.bytes)
      throw thrown
    }
  }
}
