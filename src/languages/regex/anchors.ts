/** Whether a pattern says where a text begins and where it ends, in every way that it can match. */
import { piecesOf } from './pieces.ts'

export interface Anchors {
  readonly start: boolean
  readonly end: boolean
}

/**
 * Takes a pattern that RE2 accepts: `^a|b$` has neither, as each alternative lacks one; `^(a|b)$` has both. With the flag `m` the
 * anchors stand for the ends of lines, which is the same in a text of one line.
 */
export function anchorsOf(pattern: string): Anchors {
  return readAlternatives({ pieces: piecesOf(pattern), at: 0 })
}

interface Reader {
  readonly pieces: readonly string[]
  at: number
}

const none: Anchors = { start: false, end: false }

/** What all alternatives have; stops behind the parenthesis that closes them. */
function readAlternatives(reader: Reader): Anchors {
  let all: Anchors = { start: true, end: true }
  let stop: string | undefined
  do {
    const { start, end } = readSequence(reader)
    all = { start: all.start && start, end: all.end && end }
    stop = reader.pieces[reader.at++]
  } while (stop === '|')
  return all
}

/** What its first item has at the start and its last at the end; stops at what ends the alternative. */
function readSequence(reader: Reader): Anchors {
  const items: Anchors[] = []
  for (; reader.at < reader.pieces.length; reader.at++) {
    const piece = reader.pieces[reader.at] ?? ''
    if (piece === '|' || piece === ')') break
    if (isFlags(piece)) continue
    const item = isCount(piece) ? (items.pop() ?? none) : readItem(reader, piece)
    items.push(mayBeLeftOut(piece) ? none : item)
  }
  return { start: items.at(0)?.start ?? false, end: items.at(-1)?.end ?? false }
}

function readItem(reader: Reader, piece: string): Anchors {
  if (piece.startsWith('(')) {
    reader.at++
    const anchors = readAlternatives(reader)
    reader.at--
    return anchors
  }
  return { start: piece === '^' || piece === String.raw`\A`, end: piece === '$' || piece === String.raw`\z` }
}

function isFlags(piece: string): boolean {
  return /^\(\?[a-zA-Z-]*\)$/.test(piece)
}

function isCount(piece: string): boolean {
  return /^(?:[*+?]|\{\d+,?\d*\})$/.test(piece)
}

function mayBeLeftOut(count: string): boolean {
  return /^(?:[*?]|\{0)/.test(count)
}
