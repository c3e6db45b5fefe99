/** What the scanner has read and written: its place in the text, and the tokens and comments so far. */
import { afterBreak, lineEnd, lineStart } from './bytes.ts'
import { Nesting, type Position } from './nesting.ts'
import { type Comment, type ScalarDetails, type Token, tokenAt, type TokenKind, Unreadable } from './token.ts'

interface TokenDetails extends ScalarDetails {
  /** Line breaks inside of the token. */
  readonly breaks?: number
}

/** The part of the scanner that knows no YAML but lines. */
export class Tape {
  protected readonly bytes: Uint8Array
  protected readonly tokens: Token[] = []
  protected readonly comments: Comment[] = []
  protected readonly nesting = new Nesting(this.tokens)
  protected at = 0
  protected line = 0
  protected lineStart = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  protected skipBreak(): void {
    this.at = this.lineStart = afterBreak(this.bytes, this.at)
    this.line++
    this.nesting.newLine()
  }

  protected skipComment(onHeader: boolean): Comment {
    const stop = lineEnd(this.bytes, this.at)
    const comment = {
      start: this.at,
      end: stop,
      line: this.line,
      column: this.at - this.lineStart,
      after: this.tokens.length - 1,
      sameLine: onHeader || this.tokens.at(-1)?.endLine === this.line,
      indent: this.nesting.indent,
      inFlow: this.nesting.inFlow,
    }
    this.comments.push(comment)
    this.at = stop
    return comment
  }

  protected push(kind: TokenKind, stop: number, details?: TokenDetails): Token {
    const endLine = this.line + (details?.breaks ?? 0)
    const column = this.at - this.lineStart
    const place = { start: this.at, end: stop, line: this.line, endLine, column }
    const token = tokenAt(kind, place, details)
    this.tokens.push(token)
    if (endLine > this.line) {
      this.line = endLine
      this.lineStart = lineStart(this.bytes, stop)
    }
    this.at = stop
    return token
  }

  protected moveTo(at: number, line: number, lineStart: number): void {
    this.at = at
    this.line = line
    this.lineStart = lineStart
  }

  protected get place(): Position {
    return { offset: this.at, line: this.line, column: this.at - this.lineStart }
  }

  protected unreadable(message: string): Unreadable {
    return new Unreadable(message, this.place)
  }
}
