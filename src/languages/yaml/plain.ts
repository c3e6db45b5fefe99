/** Where a plain scalar ends. */
import {
  afterBreak,
  byteAt,
  bytesOf,
  end,
  hash,
  hyphen,
  isBlank,
  isBreak,
  isDocumentMark,
  isGap,
  tab,
} from './bytes.ts'

/** What surrounds a scalar. */
export interface Surroundings {
  /** Continuation lines must be indented by at least this much. */
  readonly indent: number
  /** Offset of the beginning of its first line. */
  readonly lineStart: number
  readonly inFlow: boolean
}

export interface PlainScalar {
  readonly end: number
  /** Line breaks inside of it. */
  readonly breaks: number
  /** Where the text goes on behind it. */
  readonly next: Gap
}

/** The end of blanks and line breaks. */
interface Gap {
  readonly offset: number
  readonly lineStart: number
  /** Line breaks since the scalar's beginning. */
  readonly breaks: number
  /** A tab that indents less than spaces would have to. */
  readonly wrongTab?: number
}

/** YAML 1.1, 5.1.4 and libyaml: words up to an indicator, over several lines as long as they are indented. */
export function scanPlain(bytes: Uint8Array, start: number, around: Surroundings): PlainScalar {
  let next: Gap = { offset: start, lineStart: around.lineStart, breaks: 0 }
  let [stop, breaks] = [start, 0]
  while (!endsScalar(bytes, next)) {
    const wordEnd = endOfWords(bytes, next.offset, around.inFlow)
    if (wordEnd === next.offset) break
    ;[stop, breaks] = [wordEnd, next.breaks]
    next = skipGap(bytes, { ...next, offset: wordEnd }, around.indent)
    const isIndented = around.inFlow || next.offset - next.lineStart >= around.indent
    if (next.breaks === breaks || !isIndented) break
  }
  return { end: stop, breaks, next }
}

function endsScalar(bytes: Uint8Array, { offset, lineStart }: Gap): boolean {
  return byteAt(bytes, offset) === hash || (offset === lineStart && isDocumentMark(bytes, offset))
}

function skipGap(bytes: Uint8Array, from: Gap, indent: number): Gap {
  let { offset, lineStart, breaks } = from
  for (; offset < bytes.length;) {
    const byte = byteAt(bytes, offset)
    if (isBreak(byte)) {
      offset = lineStart = afterBreak(bytes, offset)
      breaks++
    } else if (byte === tab && breaks > from.breaks && offset - lineStart < indent)
      return { offset, lineStart, breaks, wrongTab: offset }
    else if (isBlank(byte)) offset++
    else break
  }
  return { offset, lineStart, breaks }
}

/** The end of the words on this line: before a colon with a gap, a comment, or in flow an indicator. */
function endOfWords(bytes: Uint8Array, from: number, inFlow: boolean): number {
  let wordEnd = from
  for (let at = from; ; at++) {
    const byte = byteAt(bytes, at)
    if (byte === end || isBreak(byte)) return wordEnd
    if (isBlank(byte)) {
      if (byteAt(bytes, at + 1) === hash) return wordEnd
      continue
    }
    if (byte === 0x3a && isGap(byteAt(bytes, at + 1))) return wordEnd
    if (inFlow && endsInFlow(bytes, at, byte)) return wordEnd
    wordEnd = at + 1
  }
}

function endsInFlow(bytes: Uint8Array, at: number, byte: number): boolean {
  if (byte === 0x2c || byte === 0x5b || byte === 0x5d || byte === 0x7b || byte === 0x7d) return true
  return byte === 0x3f && isGap(byteAt(bytes, at + 1))
}

/** Can a plain scalar begin with a byte? YAML 1.1, 5.1.4: no indicator, or `-`, `?`, `:` with no gap behind; those with a gap were told apart before. */
export function startsPlain(byte: number, next: number): boolean {
  if (byte === hyphen) return !isBlank(next)
  return !isGap(byte) && !notAtStart.has(byte)
}

const notAtStart = bytesOf(',[]{}#&*!|>\'"%@`')
