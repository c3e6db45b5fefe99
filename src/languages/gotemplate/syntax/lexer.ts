/** A template's text to tokens, one at a time (Go: text/template/parse/lex.go). */
import { type Bytes, trimEnd } from '../text/bytes.ts'
import { Cursor } from './cursor.ts'
import { quote } from '../text/quote.ts'
import {
  blanks,
  endOfQuoted,
  endOfWord,
  isBlank,
  isWordEnd,
  isWordRune,
  quoteKinds,
  scanNumber,
  signName,
  singles,
} from './scan.ts'
import { keywords, type Token, type TokenKind } from './token.ts'

/** Gives the tokens; behind the last one only ends. After an error there is nothing more. */
export class Lexer extends Cursor {
  readonly #isKeyword: (word: string) => boolean
  #isInside = false
  #parens = 0

  /** A word that names a function may be no keyword. */
  constructor(input: Bytes, isKeyword: (word: string) => boolean) {
    super(input)
    this.#isKeyword = isKeyword
  }

  next(): Token {
    return this.#isInside ? this.#inside() : this.#outside()
  }

  /** Text up to the next action; comments are passed over. */
  #outside(): Token {
    for (;;) {
      const open = this.input.indexOf('{{', this.at)
      if (open !== this.at) {
        const text = this.#text(open < 0 ? this.input.length : open, open >= 0)
        if (text !== undefined) return text
      }
      if (open < 0) return this.take('eof')
      const comment = this.#skipOpening()
      if (comment === undefined) return this.#openAction()
      if (comment !== 'passed') return comment
    }
  }

  /** Undefined if all of it is blanks that are trimmed. */
  #text(end: number, isBeforeAction: boolean): Token | undefined {
    const written = this.input.slice(this.at, end)
    const isTrimmed = isBeforeAction && /^-[ \t\r\n]/.test(this.input.slice(end + 2, end + 4))
    const kept = isTrimmed ? trimEnd(written, blanks) : written
    this.at += kept.length
    const text = this.take('text')
    this.at = end
    this.ignore()
    return kept === '' ? undefined : text
  }

  /** At `{{`: a comment is passed over, or is an error. Undefined if an action begins. */
  #skipOpening(): Token | 'passed' | undefined {
    const marker = this.#markerAfterOpening()
    if (!this.input.startsWith('/*', this.at + 2 + marker)) return undefined
    this.at += 2 + marker
    this.ignore()
    const end = this.input.indexOf('*/', this.at + 2)
    if (end < 0) return this.fail('unclosed comment')
    this.at = end + 2
    const closing = this.closing()
    if (closing === undefined) return this.fail('comment ends before closing delimiter')
    this.#close(closing)
    this.ignore()
    return 'passed'
  }

  #markerAfterOpening(): number {
    return /^-[ \t\r\n]/.test(this.input.slice(this.at + 2, this.at + 4)) ? 2 : 0
  }

  #openAction(): Token {
    const marker = this.#markerAfterOpening()
    this.at += 2
    const token = this.take('left')
    this.at += marker
    this.ignore()
    this.#isInside = true
    this.#parens = 0
    return token
  }

  /** Goes behind what closes an action, and behind the blanks that it trims. */
  #close(closing: 'trimming' | 'plain'): void {
    this.at += closing === 'trimming' ? 4 : 2
    if (closing === 'trimming') this.skipBlanks()
  }

  #inside(): Token {
    const closing = this.closing()
    if (closing !== undefined)
      return this.#parens === 0 ? this.#closeAction(closing) : this.fail('unclosed left paren')
    const sign = this.input.charAt(this.at)
    if (sign === '') return this.fail('unclosed action')
    if (isBlank(sign)) return this.#blanks()
    const single = singles.get(sign)
    if (single !== undefined) return this.skip(1, single)
    if (sign === ':') return this.#colon()
    const quotes = quoteKinds.get(sign)
    if (quotes !== undefined) return this.#quoted(quotes)
    if (sign === '(' || sign === ')') return this.#paren(sign)
    if (sign === '$') return this.#word('variable', 1)
    if (sign === '.' && !/\d/.test(this.input.charAt(this.at + 1)) && this.at + 1 < this.input.length) {
      return this.#word('field', 1)
    }
    return /[\d.+-]/.test(sign) ? this.#number() : this.#other()
  }

  #closeAction(closing: 'trimming' | 'plain'): Token {
    if (closing === 'trimming') {
      this.at += 2
      this.ignore()
    }
    this.at += 2
    const token = this.take('right')
    if (closing === 'trimming') this.skipBlanks()
    this.ignore()
    this.#isInside = false
    return token
  }

  /** The last blank before a trim mark belongs to that. */
  #blanks(): Token {
    while (isBlank(this.input.charAt(this.at)) && this.closing() === undefined) this.at += 1
    return this.take('space')
  }

  #colon(): Token {
    return this.input.charAt(this.at + 1) === '=' ? this.skip(2, 'declare') : this.fail('expected :=')
  }

  #quoted({ kind, complaint }: { kind: TokenKind; complaint: string }): Token {
    const end = endOfQuoted(this.input, this.at)
    return end === undefined ? this.fail(complaint) : this.skip(end - this.at, kind)
  }

  #paren(sign: string): Token {
    this.#parens += sign === '(' ? 1 : -1
    if (this.#parens < 0) return this.fail('unexpected right paren')
    return this.skip(1, sign === '(' ? 'left-paren' : 'right-paren')
  }

  /** A field, variable or word; alone its first sign is the dot or the variable `$`. */
  #word(kind: 'field' | 'variable' | 'identifier', signs: number): Token {
    this.at += signs
    if (signs > 0 && isWordEnd(this.input, this.at)) return this.take(kind === 'field' ? 'dot' : kind)
    this.at = endOfWord(this.input, this.at)
    if (!isWordEnd(this.input, this.at)) return this.fail(`bad character ${signName(this.rune())}`)
    if (kind !== 'identifier') return this.take(kind)
    const word = this.written()
    if (word === 'true' || word === 'false') return this.take('bool')
    const keyword = keywords.get(word)
    return this.take(keyword !== undefined && this.#isKeyword(word) ? keyword : 'identifier')
  }

  #number(): Token {
    const { kind, end } = scanNumber(this.input, this.at)
    if (kind === 'wrong') return this.fail(`bad number syntax: ${quote(this.input.slice(this.at, end))}`)
    return this.skip(end - this.at, kind)
  }

  #other(): Token {
    const rune = this.rune()
    if (isWordRune(rune)) return this.#word('identifier', 0)
    if (rune >= 0x20 && rune < 0x7f) return this.skip(1, 'char')
    return this.fail(`unrecognized character in action: ${signName(rune)}`)
  }
}
