/** Patterns of the plain kind that people write for tags: characters, sets of them, repeats of these, and groups that stand once. */
import { type CharacterSet, parseSet } from './character-set.ts'
import { piecesOf } from './pieces.ts'

export interface SimplePattern {
  readonly isAnchoredAtStart: boolean
  readonly isAnchoredAtEnd: boolean
  readonly sequence: Sequence
}

export type Sequence = readonly (Repeat | Group)[]

/** As many characters of a set as there are, at least `min` and at most `max`. */
export interface Repeat {
  readonly kind: 'repeat'
  readonly set: CharacterSet
  readonly min: number
  readonly max: number
}

export interface Group {
  readonly kind: 'group'
  readonly isCaptured: boolean
  readonly isOptional: boolean
  /** The first that leads to a match is taken. */
  readonly alternatives: readonly Sequence[]
}

/** Undefined for a pattern of any other kind: with flags, lazy repeats, repeated groups, or anchors elsewhere than at its ends. */
export function parseSimplePattern(pattern: string): SimplePattern | undefined {
  const pieces = piecesOf(pattern)
  const isAnchoredAtStart = pieces[0] === '^'
  const isAnchoredAtEnd = pieces.at(-1) === '$'
  const reader = {
    pieces: pieces.slice(isAnchoredAtStart ? 1 : 0, isAnchoredAtEnd ? -1 : undefined),
    at: 0,
  }
  const sequence = readSequence(reader)
  return sequence === undefined || reader.at < reader.pieces.length
    ? undefined
    : { isAnchoredAtStart, isAnchoredAtEnd, sequence }
}

interface Reader {
  readonly pieces: readonly string[]
  at: number
}

function readSequence(reader: Reader): Sequence | undefined {
  const sequence: (Repeat | Group)[] = []
  while (reader.at < reader.pieces.length && !/^[|)]$/.test(reader.pieces[reader.at] ?? '')) {
    const piece = reader.pieces[reader.at++] ?? ''
    const node = /^\((?:\?:|\?P?<\w+>)?$/.test(piece) ? readGroup(reader, piece) : readRepeat(reader, piece)
    if (node === undefined) return undefined
    sequence.push(node)
  }
  return sequence
}

function readGroup(reader: Reader, opening: string): Group | undefined {
  const alternatives: Sequence[] = []
  let next: string | undefined
  do {
    const sequence = readSequence(reader)
    if (sequence === undefined) return undefined
    alternatives.push(sequence)
    next = reader.pieces[reader.at++]
  } while (next === '|')
  const count = readCount(reader)
  if (next !== ')' || count === undefined || count.max !== 1) return undefined
  return { kind: 'group', isCaptured: opening !== '(?:', isOptional: count.min === 0, alternatives }
}

function readRepeat(reader: Reader, piece: string): Repeat | undefined {
  const set = parseSet(piece)
  const count = readCount(reader)
  return set === undefined || count === undefined ? undefined : { kind: 'repeat', set, ...count }
}

interface Count {
  readonly min: number
  readonly max: number
}

/** How often the last piece may stand: once where nothing is said. Undefined for a lazy repeat. */
function readCount(reader: Reader): Count | undefined {
  const count = parseCount(reader.pieces[reader.at] ?? '')
  if (count === undefined) return { min: 1, max: 1 }
  reader.at++
  return reader.pieces[reader.at] === '?' ? undefined : count
}

function parseCount(piece: string): Count | undefined {
  if (piece === '*') return { min: 0, max: Infinity }
  if (piece === '+') return { min: 1, max: Infinity }
  if (piece === '?') return { min: 0, max: 1 }
  const [, min, comma, max] = /^\{(\d+)(,?)(\d*)\}$/.exec(piece) ?? []
  if (min === undefined) return undefined
  return { min: Number(min), max: comma === '' ? Number(min) : max === '' ? Infinity : Number(max) }
}
