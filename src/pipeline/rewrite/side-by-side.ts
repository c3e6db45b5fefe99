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

/**
 * The stretches in which the tokens of two texts can differ, in order; undefined if bytes differ where no edit is. Outside of a stretch the tokens are
 * equal, because a lexer that stands in one state and reads the same bytes gives the same tokens.
 */
export function readSideBySide(
  before: Uint8Array,
  after: Uint8Array,
  differences: readonly Difference[],
): readonly Stretch[] | undefined {
  const stretches: Stretch[] = []
  const left = [...differences]
  const reader = new Reader(hasMark(before) ? 3 : 0)
  let [at, shift, asked] = [reader.at, 0, 0]
  const skipTo = (to: number): boolean => {
    const isSame = isEqual(before.subarray(asked, to), after.subarray(asked + shift, to + shift))
    asked = to
    return isSame
  }
  while (left[0]) {
    const from = Math.max(at, lineStart(before, left[0].place.start))
    if (!skipTo(from)) return undefined
    reader.read(before.subarray(at, from), false)
    at = from
    const other = reader.fork()
    const stretch = { before: [] as LexedToken[], after: [] as LexedToken[], edits: [] as ByteEdit[] }
    do {
      const [to, edits] = takeLines(before, at, left)
      const isLast = to === before.length
      stretch.before.push(...reader.read(before.subarray(at, to), isLast))
      const shifted = shift + growth(edits)
      stretch.after.push(...other.read(after.subarray(at + shift, to + shifted), isLast))
      stretch.edits.push(...edits)
      ;[at, asked, shift] = [to, to, shifted]
    } while (at < before.length && !reader.standsLike(other))
    stretches.push(stretch)
  }
  if (after.length !== before.length + shift) return undefined
  return skipTo(before.length) ? stretches : undefined
}

/** The end of the line at an offset, or of a later one while a difference goes on; and the edits up to there. */
function takeLines(
  bytes: Uint8Array,
  from: number,
  left: Difference[],
): readonly [number, readonly ByteEdit[]] {
  const edits: ByteEdit[] = []
  let to = nextLine(bytes, from)
  while (left[0] && (left[0].place.start < to || to === bytes.length)) {
    to = Math.max(to, nextLine(bytes, left[0].place.end))
    edits.push(...left[0].edits)
    left.shift()
  }
  return [to, edits]
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

  /** All tokens that are sure by now, but those without text that only announce the next one's kind. */
  read(bytes: Uint8Array, isLast: boolean): readonly LexedToken[] {
    const tokens: LexedToken[] = []
    for (const text of this.lexer.lex(singleBytes.decode(bytes), !isLast)) {
      if (announcements.has(text)) continue
      const end = this.at + text.length
      tokens.push({ start: this.at, end, text, tag: this.tag })
      if (text.startsWith('!')) this.tag = text
      else if (!/^[\s&#]/.test(text)) this.tag = ''
      this.at = end
    }
    return tokens
  }

  /** A second reader that goes on from here. */
  fork(): Reader {
    const other = new Reader(this.at)
    other.lexer = Object.assign(new Lexer(), this.lexer)
    other.tag = this.tag
    return other
  }

  /** Will both give the same tokens for the same bytes? All that a lexer remembers, the text that is not sure yet included, is in its fields. */
  standsLike(other: Reader): boolean {
    return JSON.stringify(this.lexer) === JSON.stringify(other.lexer)
  }
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function lineStart(bytes: Uint8Array, offset: number): number {
  return offset === 0 ? 0 : bytes.lastIndexOf(0x0a, offset - 1) + 1
}

function nextLine(bytes: Uint8Array, offset: number): number {
  const found = bytes.indexOf(0x0a, offset)
  return found < 0 ? bytes.length : found + 1
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}
