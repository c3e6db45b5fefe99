/** YAML as bytes: which comment stands at which value, and how a value is replaced so that nothing else moves. Knows nothing of images. */
import { attach } from './attach.ts'
import { columnOf, textAt } from './bytes.ts'
import { findUnreadable } from './characters.ts'
import { commentsInBlocks } from './block-text.ts'
import { compose } from './compose.ts'
import { decodeScalar } from './decode.ts'
import type { Document, Node } from './node.ts'
import { scan, type Scanned } from './scanner.ts'
import { type ScalarStyle, type Token, Unreadable } from './token.ts'
import { findOwners, type Owned, type Path } from './walk.ts'

export type { Path } from './walk.ts'
export { replaceScalar } from './quote.ts'
export { replaceStaleTag } from './stale-tag.ts'
export { type CommentRoom, findScalars, type FoundScalar } from './scalars.ts'

/** What is in a text. Lines and columns are 1-based, columns count UTF-16 units, offsets count bytes. */
export type YamlText =
  | {
      readonly kind: 'read'
      readonly documents: readonly YamlDocument[]
      readonly comments: readonly YamlComment[]
    }
  | { readonly kind: 'unreadable'; readonly line: number; readonly column: number; readonly message: string }

/** A document of the text; empty ones count. */
export interface YamlDocument {
  readonly line: number
  /** A `%` directive stands before it. */
  readonly hasDirective: boolean
  /** Its text begins on the line of its `---`. */
  readonly sharesLine: boolean
  /** What stands at a path, the first where a key is repeated; undefined where nothing does. Aliases are not followed. */
  find(path: Path): YamlValue | undefined
}

export interface YamlValue {
  readonly kind: 'scalar' | 'alias' | 'map' | 'sequence' | 'empty'
  /** The scalar's text or the alias's name; else empty. */
  readonly text: string
  readonly style?: ScalarStyle
}

/** A comment that was asked for. */
export interface YamlComment {
  /** From its first `#`. */
  readonly text: string
  readonly line: number
  readonly column: number
  /** Where it begins, in bytes. */
  readonly start: number
  /** It is part of the text of a literal or folded block, and so no comment but to those who read that text as YAML. */
  readonly isText: boolean
  /** The value that it belongs to. */
  readonly scalar?: YamlScalar
  /** It belongs to a value below a key that its map has twice; readers that keep the first key never see it. */
  readonly isRepeated: boolean
}

export interface YamlScalar {
  readonly document: YamlDocument
  readonly path: Path
  /** Its bytes with quotes, without anchor and tag; of a block from its header to the end of its last line. */
  readonly span: { readonly start: number; readonly end: number }
  readonly text: string
  readonly style: ScalarStyle
  readonly line: number
  readonly column: number
}

/**
 * Reads a file of any number of documents and tells which of the wanted comments belong to which values, as go-yaml and kyaml attach them:
 * behind a value, or above it where it is a list item or stands on a line of its own. Bytes that are no UTF-8 do no harm.
 */
export function readYaml(bytes: Uint8Array, isWanted: (comment: string) => boolean): YamlText {
  try {
    const broken = findUnreadable(bytes)
    if (broken) throw broken
    const scanned = scan(bytes)
    attach(scanned.tokens, scanned.comments)
    return describe(bytes, scanned, compose(bytes, scanned.tokens), isWanted)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return {
      kind: 'unreadable',
      line: error.line + 1,
      column: columnOf(bytes, error.offset),
      message: error.message,
    }
  }
}

/** Where quoted scalars stand that go on over line breaks, in order; none in a text that cannot be read. */
export function findLongQuotes(bytes: Uint8Array): readonly YamlScalar['span'][] {
  try {
    return scan(bytes).tokens.filter(
      ({ style, line, endLine }) => (style === 'single' || style === 'double') && endLine > line,
    )
  } catch (error) {
    if (error instanceof Unreadable) return []
    throw error
  }
}

function describe(
  bytes: Uint8Array,
  scanned: Scanned,
  documents: readonly Document[],
  isWanted: (comment: string) => boolean,
): YamlText {
  const found = new Map(documents.map((document) => [document, describeDocument(bytes, document)]))
  const owners = findOwners(documents)
  const comments: YamlComment[] = []
  const own = scanned.comments.map((comment) => ({ comment, owner: owners.get(comment), isText: false }))
  const texts = commentsInBlocks(bytes, scanned.tokens)
  const inBlocks = texts.map((comment) => ({ comment, owner: undefined, isText: true }))
  for (const { comment, owner, isText } of [...own, ...inBlocks]) {
    const text = textAt(bytes, comment.start, comment.end)
    if (!isWanted(text)) continue
    const document = owner && found.get(owner.document)
    comments.push({
      text,
      line: comment.line + 1,
      column: columnOf(bytes, comment.start),
      start: comment.start,
      isText,
      isRepeated: owner?.isRepeated ?? false,
      ...(owner && document && { scalar: describeScalar(bytes, owner, document) }),
    })
  }
  comments.sort((one, other) => one.start - other.start)
  return { kind: 'read', documents: [...found.values()], comments }
}

function describeScalar(bytes: Uint8Array, { scalar, path }: Owned, document: YamlDocument): YamlScalar {
  const { start, end, line, style } = scalar
  return {
    document,
    path,
    span: { start, end },
    text: decodeScalar(bytes, scalar),
    style: style ?? 'plain',
    line: line + 1,
    column: columnOf(bytes, start),
  }
}

function describeDocument(
  bytes: Uint8Array,
  { root, line, hasDirective, sharesLine }: Document,
): YamlDocument {
  const known = new Map<string, YamlValue | undefined>()
  const find = (path: Path): YamlValue | undefined => {
    const key = JSON.stringify(path)
    if (!known.has(key)) {
      const node = path.reduce<Node | undefined>(childAt, root)
      known.set(key, node && describeValue(bytes, node))
    }
    return known.get(key)
  }
  return { line: line + 1, hasDirective, sharesLine, find }
}

function childAt(node: Node | undefined, step: string | number): Node | undefined {
  if (node?.kind === 'map') return node.entries.find(({ name }) => name === step)?.value
  return node?.kind === 'sequence' && typeof step === 'number' ? node.items[step] : undefined
}

function describeValue(bytes: Uint8Array, node: Node): YamlValue {
  switch (node.kind) {
    case 'scalar':
      return { kind: 'scalar', text: decodeScalar(bytes, node.token), ...styleOf(node.token) }
    case 'alias':
      return { kind: 'alias', text: node.name }
    case 'map':
    case 'sequence':
    case 'empty':
      return { kind: node.kind, text: '' }
  }
}

function styleOf({ style }: Token): { readonly style?: ScalarStyle } {
  return style === undefined ? {} : { style }
}
