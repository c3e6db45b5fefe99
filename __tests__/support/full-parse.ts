/** Two texts compared by everything that `yaml` makes of them: slower than the proof, and made in another way. */
import { isAlias, isScalar, Lexer, parseAllDocuments, visit } from 'yaml'
import type { Change } from '../../src/model/plan.ts'
import { inNewerYaml } from '../../src/pipeline/rewrite/newer-yaml.ts'

/** A node of a document, or a token of a text, with its place in bytes. */
interface Piece {
  readonly start: number
  readonly end: number
  /** What it is, without what an edit may change. */
  readonly kind: string
  readonly text: string
}

/**
 * What differs besides the changed values, in a few words; undefined if nothing does. A text that `yaml` cannot parse as go-yaml does is compared by its tokens alone, evened out as for the proof.
 */
export function strayDifference(
  before: Uint8Array,
  after: Uint8Array,
  changes: readonly Change[],
): string | undefined {
  const mayChange = (piece: Piece, other: Piece): boolean =>
    changes.some(({ marker: { span } }) =>
      piece.end <= span.start
        ? becomesText(piece, other) && leadsOn(before.subarray(piece.end, span.start))
        : piece.start < span.end,
    )
  const stray = (texts: { readonly before: Uint8Array; readonly after: Uint8Array }): string | undefined =>
    difference(tokensOf(texts.before), tokensOf(texts.after), mayChange)
  const found = stray({ before, after })
  if (found === undefined) return nodeDifference(before, after, changes)
  return nodesOf(before) === undefined ? stray(inNewerYaml({ before, after })) && found : found
}

/** Is it a tag of YAML that says another kind than text, and no longer does? */
function becomesText(piece: Piece, other: Piece): boolean {
  return /^(!![a-z]+|!<tag:yaml\.org,2002:[a-z]+>)$/.test(piece.text) && other.text === '!!str'
}

/** Between a scalar and its tag stand blanks and an anchor at most. */
function leadsOn(between: Uint8Array): boolean {
  return /^[ \t]+(&\S+[ \t]+)?$/.test(Buffer.from(between).toString('latin1'))
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
    return { ...piece, kind: withTextTag(piece.kind), text: to }
  })
  if (wanted.size > 0) return `no scalar begins at ${[...wanted.keys()].join(', ')}`
  return difference(expected, fresh, () => false)
}

/** The kind of a scalar whose tag, if it has one of YAML's own, says text. */
function withTextTag(kind: string): string {
  return kind.replace(/ tag:yaml\.org,2002:[a-z]+$/, ' tag:yaml.org,2002:str')
}

function difference(
  old: readonly Piece[],
  fresh: readonly Piece[],
  mayChange: (piece: Piece, other: Piece) => boolean,
): string | undefined {
  if (old.length !== fresh.length) return `${old.length} pieces became ${fresh.length}`
  for (const [index, piece] of old.entries()) {
    const other = fresh[index]
    if (piece.kind !== other?.kind) return `${piece.kind} became ${other?.kind}`
    if (piece.text !== other.text && !mayChange(piece, other))
      return `${JSON.stringify(piece.text)} became ${JSON.stringify(other.text)}`
  }
  return undefined
}

/** All tokens but blanks and those without text, which only announce what kind the next one is; blank lines behind a block may be its own or not. */
function tokensOf(bytes: Uint8Array): readonly Piece[] {
  const announcements = new Set(['', '\u0002', '\u0018', '\u001f'])
  const pieces: Piece[] = []
  let start = markLength(bytes)
  for (const whole of new Lexer().lex(singleBytes(bytes))) {
    if (announcements.has(whole)) continue
    const text = whole.replace(/(?<![ \t\r\n])[ \t]*[\r\n][ \t\r\n]*$|^[ \t\r\n]+$/, '')
    if (text !== '') pieces.push({ start, end: start + text.length, kind: 'token', text })
    start += whole.length
  }
  return pieces
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
