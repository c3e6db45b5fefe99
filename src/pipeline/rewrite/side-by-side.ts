/** Reads two texts that differ in a few places, with the lexer of `yaml`; where they do not differ, one reader reads for both. */
import { Lexer } from 'yaml'
import type { Span } from '../../model/manifest.ts'
import { type ByteEdit, growth } from './splice.ts'

/** A token of a text; offsets count bytes. */
export interface LexedToken extends Span {
  /** One character a byte, so that bytes that are no UTF-8 stay what they are. */
  readonly text: string
  /** The tag that stands before it, if any. */
  readonly tag: string
  /** Where it ends together with the blank lines behind it, which may be its own if it is a block. */
  readonly reach: number
}

/** A place in both texts, and the edits that lead from one to the other: all inside of the place, in order. */
export interface Difference {
  readonly place: Span
  readonly edits: readonly ByteEdit[]
}

/** The tokens of both texts on the lines of some differences, and beyond until both readers stand alike again. */
export interface Stretch {
  readonly before: readonly LexedToken[]
  readonly after: readonly LexedToken[]
  readonly edits: readonly ByteEdit[]
}

/** Two texts, and all that makes one of the other, in order. */
export interface Pair {
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly differences: readonly Difference[]
}

/**
 * The stretches in which the tokens of two texts can differ, in order. The texts differ by the edits and nothing else, so outside of a stretch the tokens are
 * equal: a lexer that stands in one state and reads the same bytes gives the same tokens. Read as a whole, all is one stretch: that takes longer,
 * and helps where the lexer cannot go on from the end of a line (it loses count in a block with an indentation digit).
 */
export function readSideBySide(
  { before, after, differences }: Pair,
  by: 'lines' | 'whole',
): readonly Stretch[] {
  const lineStart = by === 'lines' ? startOfLine : () => 0
  const lineEnd = by === 'lines' ? endOfLine : () => before.length
  let next = 0
  const reader = new Reader(hasMark(before) ? 3 : 0)
  const stretches: Stretch[] = []
  let [at, shift] = [reader.at, 0]
  for (let first = differences[next]; first; first = differences[next]) {
    const from = Math.max(at, lineStart(before, first.place.start))
    reader.skip(before.subarray(at, from))
    at = from
    const other = reader.fork(shift)
    const stretch = { before: [] as LexedToken[], after: [] as LexedToken[], edits: [] as ByteEdit[] }
    do {
      let [to, grown] = [lineEnd(before, at), shift]
      for (
        let difference = differences[next];
        difference && (difference.place.start < to || to === before.length);
        difference = differences[++next]
      ) {
        const { place, edits } = difference
        if (place.end >= to) to = lineEnd(before, place.end)
        grown += growth(edits)
        stretch.edits.push(...edits)
      }
      const isLast = to === before.length
      for (const token of reader.read(before.subarray(at, to), isLast)) stretch.before.push(token)
      for (const token of other.read(after.subarray(at + shift, to + grown), isLast))
        stretch.after.push(token)
      ;[at, shift] = [to, grown]
    } while (at < before.length && !reader.standsLike(other))
    stretches.push(stretch)
  }
  return stretches
}

/** What the lexer puts between tokens and is no text of the file; an empty block is no text either. */
const announcements = new Set(['\x02', '\x18', '\x1f', ''])

const singleBytes = new TextDecoder('windows-1252')

/** Reads a text piece by piece. */
class Reader {
  private lexer = new Lexer()
  private tag = ''
  /** Where the next token begins. */
  at: number

  constructor(at: number) {
    this.at = at
  }

  /**
   * All tokens that are sure by now, without blanks and line breaks, and without those that only announce the next one's kind. The blank lines behind
   * a block are left out as well: whether they are part of its token depends on its header.
   */
  read(bytes: Uint8Array, isLast: boolean): readonly LexedToken[] {
    const tokens: LexedToken[] = []
    for (const whole of this.lexer.lex(singleBytes.decode(bytes), !isLast)) {
      if (announcements.has(whole)) continue
      const [start, tag] = [this.at, this.tag]
      this.pass(whole)
      const text = whole.slice(0, endOfText(whole))
      if (text !== '') tokens.push({ start, end: start + text.length, reach: this.at, text, tag })
    }
    return tokens
  }

  /** Reads on without asking for the tokens; there are more to come. */
  skip(bytes: Uint8Array): void {
    for (const whole of this.lexer.lex(singleBytes.decode(bytes), true))
      if (!announcements.has(whole)) this.pass(whole)
  }

  /** A tag counts up to the next token that is more than blanks, an anchor or a comment. */
  private pass(token: string): void {
    this.at += token.length
    if (token.startsWith('!')) this.tag = token
    else if (this.tag !== '' && !/^[\s&#]/.test(token)) this.tag = ''
  }

  /** A second reader that goes on from here in a text that is longer by so many bytes. */
  fork(shift: number): Reader {
    const other = new Reader(this.at + shift)
    other.lexer = Object.assign(new Lexer(), this.lexer)
    other.tag = this.tag
    return other
  }

  /** Will both give the same tokens for the same bytes? All that a lexer remembers, the text that is not sure yet included, is in its fields. */
  standsLike(other: Reader): boolean {
    return JSON.stringify(this.lexer) === JSON.stringify(other.lexer)
  }
}

/** Where the last line ends that has more than blanks; in a text of blanks alone, 0. */
function endOfText(text: string): number {
  let [end, at] = [text.length, text.length - 1]
  for (; at >= 0 && ' \t\r\n'.includes(text.charAt(at)); at--)
    if (text.charAt(at) === '\n' || text.charAt(at) === '\r') end = at
  return at < 0 ? 0 : end
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** The offset behind the line break before. */
function startOfLine(bytes: Uint8Array, offset: number): number {
  return offset === 0 ? 0 : bytes.lastIndexOf(0x0a, offset - 1) + 1
}

/** The offset behind the line's own break. */
function endOfLine(bytes: Uint8Array, offset: number): number {
  const found = bytes.indexOf(0x0a, offset)
  return found < 0 ? bytes.length : found + 1
}
