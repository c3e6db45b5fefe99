/** What the scanner makes of a text: tokens and comments, with the bytes they stand on. */

export type TokenKind =
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-end'
  | '-'
  | '?'
  | ':'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | 'anchor'
  | 'alias'
  | 'tag'
  | 'scalar'
  | 'end'

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

/** How a block scalar is laid out. */
export interface BlockLayout {
  /** What becomes of the line breaks at its end: `-`, `+`, or neither. */
  readonly chomping: 'strip' | 'clip' | 'keep'
  /** Column at which its text begins. */
  readonly indent: number
  /** From the line after the header to the line that is no longer part of it. */
  readonly bodyStart: number
  readonly bodyEnd: number
}

export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
  /** Lines on which it begins and ends, 0-based. */
  readonly line: number
  readonly endLine: number
  /** In bytes, 0-based. */
  readonly column: number
  readonly style: ScalarStyle | undefined
  readonly block: BlockLayout | undefined
  /** A key of a mapping begins here, though no `?` says so. */
  startsKey: boolean
  /** A block collection begins here: a sequence at `-`, else a mapping. */
  opensBlock: boolean
  /** Comments that are this scalar's own: behind it, and above it. Filled in by `attach`. */
  behind: readonly Comment[]
  above: readonly Comment[]
}

export interface Comment {
  readonly start: number
  readonly end: number
  /** 0-based. */
  readonly line: number
  /** In bytes, 0-based. */
  readonly column: number
  /** Index of the token before it, or -1. */
  readonly after: number
  /** No line break stands between that token and the comment; or it is on the header line of that block scalar. */
  readonly sameLine: boolean
  /** Column of the innermost block collection there, -1 outside of all. */
  readonly indent: number
  /** Is it inside of `[...]` or `{...}`? */
  readonly inFlow: boolean
}

/** What only scalars have. */
export interface ScalarDetails {
  readonly style?: ScalarStyle
  readonly block?: BlockLayout
}

/** A token that begins no key and no block and has no comments, as far as is known yet. */
export function tokenAt(
  kind: TokenKind,
  { start, end, line, endLine, column }: Pick<Token, 'start' | 'end' | 'line' | 'endLine' | 'column'>,
  scalar?: ScalarDetails,
): Token {
  return {
    kind,
    start,
    end,
    line,
    endLine,
    column,
    style: scalar?.style,
    block: scalar?.block,
    startsKey: false,
    opensBlock: false,
    behind: noComments,
    above: noComments,
  }
}

const noComments: readonly Comment[] = []

/** Thrown inside this room for a text that is no YAML; the face makes a value of it. */
export class Unreadable extends Error {
  readonly offset: number
  readonly line: number

  constructor(message: string, place: { readonly offset: number; readonly line: number }) {
    super(message)
    this.offset = place.offset
    this.line = place.line
  }
}
