/** Two texts compared by everything that `yaml` makes of them: slower than the proof, and made in another way. */
import { isAlias, isScalar, Lexer, parseAllDocuments, visit } from 'yaml'
import type { Change } from '../../src/model/plan.ts'

/** A node of a document, or a token of a text, with its place in bytes. */
interface Piece {
  readonly start: number
  readonly end: number
  /** What it is, without what an edit may change. */
  readonly kind: string
  readonly text: string
}

/**
 * What differs besides the changed values, in a few words; undefined if nothing does. A text that `yaml` cannot parse as go-yaml does is compared by its tokens alone.
 */
export function strayDifference(
  before: Uint8Array,
  after: Uint8Array,
  changes: readonly Change[],
): string | undefined {
  return (
    difference(tokensOf(before), tokensOf(after), (piece) =>
      changes.some(({ marker: { span } }) => piece.start < span.end && piece.end > span.start),
    ) ?? nodeDifference(before, after, changes)
  )
}

function nodeDifference(
  before: Uint8Array,
  after: Uint8Array,
  changes: readonly Change[],
): string | undefined {
  const [old, fresh] = [nodesOf(before), nodesOf(after)]
  if (old === undefined) return undefined
  if (fresh === undefined) return 'the new text cannot be parsed'
  const wanted = new Map(changes.map(({ marker, to }) => [marker.span.start, to]))
  const expected = old.map((piece) => {
    const to = piece.kind.startsWith('scalar') ? wanted.get(piece.start) : undefined
    if (to === undefined) return piece
    wanted.delete(piece.start)
    return { ...piece, text: to }
  })
  if (wanted.size > 0) return `no scalar begins at ${[...wanted.keys()].join(', ')}`
  return difference(expected, fresh, () => false)
}

function difference(
  old: readonly Piece[],
  fresh: readonly Piece[],
  mayChange: (piece: Piece) => boolean,
): string | undefined {
  if (old.length !== fresh.length) return `${old.length} pieces became ${fresh.length}`
  for (const [index, piece] of old.entries()) {
    const other = fresh[index]
    if (piece.kind !== other?.kind) return `${piece.kind} became ${other?.kind}`
    if (piece.text !== other.text && !mayChange(piece))
      return `${JSON.stringify(piece.text)} became ${JSON.stringify(other.text)}`
  }
  return undefined
}

/** All tokens but those without text, which only announce what kind the next one is. */
function tokensOf(bytes: Uint8Array): readonly Piece[] {
  const announcements = new Set(['', '\u0002', '\u0018', '\u001f'])
  const texts = [...new Lexer().lex(singleBytes(bytes))].filter((text) => !announcements.has(text))
  let start = markLength(bytes)
  return texts.map((text) => {
    const end = start + text.length
    const piece = { start, end, kind: 'token', text }
    start = end
    return piece
  })
}

/** All nodes of all documents in order, without their comments, which the tokens have; undefined for a text with errors, or with a line break that `yaml` takes for none (a lone CR). */
function nodesOf(bytes: Uint8Array): readonly Piece[] | undefined {
  const text = singleBytes(bytes)
  if (/\r(?!\n)/.test(text)) return undefined
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
  })
  const found: Piece[] = []
  if (!Array.isArray(documents)) return found
  for (const document of documents) {
    if (document.errors.length > 0) return undefined
    found.push({ start: 0, end: 0, kind: 'document', text: '' })
    visit(document, {
      Node(_, node) {
        const [start = 0, end = 0] = node.range ?? []
        const place = { start: start + markLength(bytes), end }
        const rest = isAlias(node) ? 'alias' : `${node.anchor} ${node.tag}`
        if (isScalar(node)) found.push({ ...place, kind: `scalar ${rest}`, text: String(node.value) })
        else found.push({ ...place, kind: rest, text: isAlias(node) ? node.source : '' })
      },
    })
  }
  return found
}

function markLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

/** One character a byte. */
function singleBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(markLength(bytes))).toString('latin1')
}
