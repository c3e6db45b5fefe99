/** Every scalar value of a text, and what a comment behind it would stand at: for those who want to put one there. */
import { byteAt, columnOf, hash, isBlank, lineEnd, textAt } from './bytes.ts'
import { findUnreadable } from './characters.ts'
import { compose } from './compose.ts'
import { decodeScalar } from './decode.ts'
import type { Node } from './node.ts'
import { scan } from './scanner.ts'
import { type ScalarStyle, type Token, Unreadable } from './token.ts'
import type { Path } from './walk.ts'

/** A scalar that is the value of a key or an item of a list. Lines and columns are 1-based, columns count UTF-16 units. */
export interface FoundScalar {
  /** Which document it stands in, from 0. */
  readonly document: number
  readonly path: Path
  /** In bytes, with its quotes, without anchor and tag. */
  readonly span: { readonly start: number; readonly end: number }
  readonly text: string
  readonly style: ScalarStyle
  readonly line: number
  readonly column: number
  /** Where a comment of its own could be put, or what is in the way. */
  readonly room: CommentRoom
}

export type CommentRoom =
  | { readonly kind: 'free'; readonly at: number }
  /** YAML has one comment a line. */
  | { readonly kind: 'taken'; readonly comment: string }
  /** More of a `{...}` or `[...]` follows on the line, or the scalar is a block of lines. */
  | { readonly kind: 'none' }

/** In the order of the text; undefined for a text that cannot be read. Below a key that its map has twice only the first counts. */
export function findScalars(bytes: Uint8Array): readonly FoundScalar[] | undefined {
  try {
    const broken = findUnreadable(bytes)
    if (broken) return undefined
    const documents = compose(bytes, scan(bytes).tokens)
    return documents.flatMap(({ root }, document) =>
      scalarsIn(root, []).map(({ token, path }) => ({ document, path, ...describe(bytes, token) })),
    )
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return undefined
  }
}

interface Placed {
  readonly token: Token
  readonly path: Path
}

function scalarsIn(node: Node, path: Path): readonly Placed[] {
  switch (node.kind) {
    case 'scalar':
      return [{ token: node.token, path }]
    case 'map': {
      const first = new Map(node.entries.toReversed().map((entry) => [entry.name, entry]))
      return node.entries
        .filter((entry) => first.get(entry.name) === entry)
        .flatMap(({ name, value }) => scalarsIn(value, [...path, name]))
    }
    case 'sequence':
      return node.items.flatMap((item, index) => scalarsIn(item, [...path, index]))
    case 'alias':
    case 'empty':
      return []
  }
}

function describe(bytes: Uint8Array, token: Token): Omit<FoundScalar, 'document' | 'path'> {
  const { start, end, line, style = 'plain' } = token
  return {
    span: { start, end },
    text: decodeScalar(bytes, token),
    style,
    line: line + 1,
    column: columnOf(bytes, start),
    room: roomBehind(bytes, token),
  }
}

/** A comma of a flow collection may stand between a scalar and its comment. */
function roomBehind(bytes: Uint8Array, { end, block }: Token): CommentRoom {
  if (block !== undefined) return { kind: 'none' }
  const stop = lineEnd(bytes, end)
  let at = afterBlanks(bytes, end)
  const behindComma = byteAt(bytes, at) === comma ? at + 1 : end
  at = afterBlanks(bytes, Math.max(at, behindComma))
  if (at >= stop) return { kind: 'free', at: behindComma }
  if (byteAt(bytes, at) !== hash || !isBlank(byteAt(bytes, at - 1))) return { kind: 'none' }
  return { kind: 'taken', comment: textAt(bytes, at, stop) }
}

const comma = 0x2c

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  while (isBlank(byteAt(bytes, at))) at++
  return at
}
