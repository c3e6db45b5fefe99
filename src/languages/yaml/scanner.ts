/** From bytes to tokens and comments, in one pass over the text: YAML 1.1 as libyaml and go-yaml read it. */
import { isBehind } from './attach.ts'
import {
  byteAt,
  byteOrderMark,
  colon,
  countBreaks,
  doubleQuote,
  hash,
  hyphen,
  isBlank,
  isBreak,
  isDocumentMark,
  isGap,
  lineEnd,
  singleQuote,
  space,
  startsWithMark,
  tab,
} from './bytes.ts'
import { scanBlock } from './block.ts'
import { scanPlain, startsPlain } from './plain.ts'
import { nameEnd, tagEnd } from './properties.ts'
import { scanQuoted } from './quoted.ts'
import { Tape } from './tape.ts'
import type { Comment, Token } from './token.ts'

export interface Scanned {
  readonly tokens: readonly Token[]
  readonly comments: readonly Comment[]
}

/** Scans a whole file. Throws Unreadable. */
export function scan(bytes: Uint8Array): Scanned {
  return new Scanner(bytes).run()
}

class Scanner extends Tape {
  run(): Scanned {
    if (startsWithMark(this.bytes)) this.moveTo(byteOrderMark.length, 0, byteOrderMark.length)
    for (this.skip(); this.at < this.bytes.length; this.skip()) {
      this.nesting.advance(this.place)
      this.scanToken(byteAt(this.bytes, this.at))
    }
    this.nesting.endDocument(this.place)
    this.push('end', this.at)
    return { tokens: this.tokens, comments: this.comments }
  }

  /** Blanks, line breaks and comments. A tab may not stand where a new key could, unless it leads from comment to comment. */
  private skip(): void {
    let tabsUntil = 0
    for (; this.at < this.bytes.length;) {
      const byte = byteAt(this.bytes, this.at)
      if (byte === space) this.at++
      else if (byte === tab && (this.nesting.inFlow || !this.nesting.keyAllowed)) this.at++
      else if (byte === tab && this.at < tabsUntil) this.at++
      else if (byte === hash) {
        if (!isBehind(this.skipComment(false), this.tokens)) tabsUntil = this.nextComment()
      } else if (isBreak(byte)) this.skipBreak()
      else return
    }
  }

  /** Where the next comment begins if nothing but blanks stands before it, else 0. go-yaml reads such comments at once (scannerc.go, yaml_parser_scan_comments). */
  private nextComment(): number {
    let at = this.at
    while (isBlank(byteAt(this.bytes, at)) || isBreak(byteAt(this.bytes, at))) at++
    return byteAt(this.bytes, at) === hash ? at : 0
  }

  private scanToken(byte: number): void {
    const next = byteAt(this.bytes, this.at + 1)
    if (this.at === this.lineStart && (byte === 0x25 || isDocumentMark(this.bytes, this.at)))
      return this.scanDocumentLine(byte)
    if (byte === 0x5b || byte === 0x7b) return this.openFlow(byte === 0x5b ? '[' : '{')
    if (byte === 0x5d || byte === 0x7d) return this.closeFlow(byte === 0x5d ? ']' : '}')
    if (byte === 0x2c) return this.indicator(',')
    if (byte === hyphen && isGap(next)) return this.indicator('-')
    if (byte === 0x3f && (this.nesting.inFlow || isGap(next))) return this.indicator('?')
    if (byte === colon && (this.nesting.inFlow || isGap(next))) return this.indicator(':')
    if (byte === 0x2a || byte === 0x26) return this.scanName(byte === 0x2a ? 'alias' : 'anchor')
    if (byte === 0x21) return this.scanTag()
    if ((byte === 0x7c || byte === 0x3e) && !this.nesting.inFlow)
      return this.scanBlockScalar(byte === 0x7c ? 'literal' : 'folded')
    if (byte === singleQuote || byte === doubleQuote)
      return this.scanQuotedScalar(byte === singleQuote ? 'single' : 'double')
    if (startsPlain(byte, next)) return this.scanPlainScalar()
    throw this.unreadable(
      byte === tab ? 'a tab indents a line' : 'a character stands where no value can begin',
    )
  }

  private scanDocumentLine(byte: number): void {
    this.nesting.endDocument(this.place)
    if (byte === 0x25) this.push('directive', lineEnd(this.bytes, this.at))
    else this.push(byte === hyphen ? 'document-start' : 'document-end', this.at + 3)
  }

  private openFlow(kind: '[' | '{'): void {
    this.nesting.mayStartKey(this.place)
    this.push(kind, this.at + 1)
    this.nesting.openFlow()
  }

  private closeFlow(kind: ']' | '}'): void {
    this.nesting.closeFlow()
    this.push(kind, this.at + 1)
  }

  private indicator(kind: '-' | '?' | ':' | ','): void {
    const opensBlock = this.nesting.indicator(kind, this.place)
    this.push(kind, this.at + 1).opensBlock = opensBlock
  }

  private scanName(kind: 'alias' | 'anchor'): void {
    this.nesting.mayStartKey(this.place)
    const stop = nameEnd(this.bytes, this.at)
    if (stop === undefined)
      throw this.unreadable(`the name of an ${kind} has a character that is not allowed there`)
    this.push(kind, stop)
  }

  private scanTag(): void {
    this.nesting.mayStartKey(this.place)
    const stop = tagEnd(this.bytes, this.at, this.nesting.inFlow)
    if (stop === undefined) throw this.unreadable('a tag is not readable')
    this.push('tag', stop)
  }

  private scanQuotedScalar(style: 'single' | 'double'): void {
    this.nesting.mayStartKey(this.place)
    const found = scanQuoted(this.bytes, this.at)
    if (found.kind === 'broken') throw this.unreadable(found.message)
    this.push('scalar', found.end, { style, breaks: found.breaks })
  }

  private scanPlainScalar(): void {
    this.nesting.mayStartKey(this.place)
    const { line, lineStart } = this
    const { indent, inFlow } = this.nesting
    const { end, breaks, next } = scanPlain(this.bytes, this.at, { indent: indent + 1, lineStart, inFlow })
    if (next.wrongTab !== undefined)
      throw this.unreadable('a tab indents the line after a value, where spaces are wanted')
    this.push('scalar', end, { style: 'plain', breaks })
    this.moveTo(next.offset, line + next.breaks, next.lineStart)
    if (next.breaks > breaks) this.nesting.allowKey()
  }

  private scanBlockScalar(style: 'literal' | 'folded'): void {
    this.nesting.startBlockScalar()
    const found = scanBlock(this.bytes, this.at, this.nesting.indent)
    if (found.kind === 'broken') throw this.unreadable(found.message)
    const { line, lineStart } = this
    const breaks = countBreaks(this.bytes, this.at, found.end)
    const nextLine = line + breaks + countBreaks(this.bytes, found.end, found.layout.bodyEnd)
    this.push('scalar', found.end, { style, block: found.layout, breaks })
    if (found.comment !== undefined) {
      this.moveTo(found.comment, line, lineStart)
      this.skipComment(true)
    }
    this.moveTo(found.layout.bodyEnd, nextLine, found.layout.bodyEnd)
  }
}
