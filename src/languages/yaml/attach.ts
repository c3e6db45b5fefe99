/** Which comment belongs to which scalar: the rules of go-yaml (scannerc.go, yaml_parser_scan_comments and _scan_line_comment). */
import type { Comment, Token, TokenKind } from './token.ts'

/** Fills `behind` and `above` of the scalars. A comment that is no scalar's own is left out. */
export function attach(tokens: readonly Token[], comments: readonly Comment[]): void {
  let group: Comment[] = []
  for (const [index, comment] of comments.entries()) {
    if (isBehind(comment, tokens)) {
      const owner = ownerOf(comment, tokens)
      if (owner) owner.behind = [...owner.behind, comment]
      continue
    }
    group.push(comment)
    if (comments[index + 1]?.after === comment.after) continue
    attachAbove(group, tokens, comment.after)
    group = []
  }
}

function attachAbove(group: readonly Comment[], tokens: readonly Token[], after: number): void {
  let next = after + 1
  while (tokens[next]?.kind === 'block-end') next++
  const owner = firstScalar(tokens, leadsOn.has(tokens[next]?.kind) ? next + 1 : next)
  if (owner) owner.above = [...owner.above, ...aboveNext(group, tokens[next], paragraphBefore(tokens, after))]
}

/** A comment above one of these belongs to what follows it. */
const leadsOn: ReadonlySet<TokenKind | undefined> = new Set<TokenKind>(['-', ',', ':'])

/** Does it stand behind a token, on its line? Behind a list's `-` a comment counts as standing above what follows. */
export function isBehind(comment: Comment, tokens: readonly Token[]): boolean {
  return comment.sameLine && tokens[comment.after]?.kind !== '-'
}

/** The scalar that a comment on its line belongs to. Behind the anchor or tag of a list it is that of the first item, as go-yaml has it. */
function ownerOf({ after, inFlow }: Comment, tokens: readonly Token[]): Token | undefined {
  const before = tokens[after]
  const beforeComma = before?.kind === ',' ? tokens[after - 1] : before
  if (beforeComma?.kind === 'scalar') return beforeComma
  if (before?.kind === ':' && inFlow) return firstScalar(tokens, after + 1)
  if (before?.kind !== 'anchor' && before?.kind !== 'tag') return undefined
  let next = after + 1
  while (tokens[next]?.kind === '-') next++
  return firstScalar(tokens, next)
}

/** The scalar that begins at a token, past its anchor and tag; keys are none. */
function firstScalar(tokens: readonly Token[], from: number): Token | undefined {
  for (let at = from; ; at++) {
    const token = tokens[at]
    if (!token || token.startsKey) return undefined
    if (token.kind === 'scalar') return token
    if (token.kind !== 'anchor' && token.kind !== 'tag') return undefined
  }
}

/** What stands before a group of comments, as far as it can claim the first of them. */
interface Before {
  readonly endLine: number
  /** Can a paragraph right below belong to it? Not where a value is still to come, nor ... */
  readonly claims: boolean
  /** ... at the beginning of a line where the scanner has already looked past the line's end, as it does for these scalars. */
  readonly looksAhead: boolean
}

function paragraphBefore(tokens: readonly Token[], after: number): Before {
  const last = tokens[after]
  const token = last?.kind === ',' ? tokens[after - 1] : last
  return {
    endLine: last?.endLine ?? -1,
    claims: token !== undefined && token.kind !== ':',
    looksAhead:
      last?.kind === 'scalar' &&
      last.style !== 'single' &&
      last.style !== 'double' &&
      last.behind.length === 0,
  }
}

/**
 * The comments between two tokens that belong to the second. A paragraph right below the first token, with a blank line after it, is the first's;
 * so is one that is indented otherwise than what follows it, where that is indented less than the collection.
 */
function aboveNext(group: readonly Comment[], next: Token | undefined, before: Before): readonly Comment[] {
  const { indent, column } = group[0] ?? { indent: -1, column: 0 }
  const claims = before.claims && !(before.looksAhead && column === 0)
  let paragraph: Comment[] = []
  let previousLine = before.endLine
  let gaps = 0
  const settle = (item: Comment | Token): void => {
    const first = paragraph[0]
    const claimed = first && ((claims && first.line === before.endLine + 1) || first.column < indent)
    if (item.line > previousLine + 1 && gaps++ === 0 && claimed) paragraph = []
    if (first && item.column < indent && item.column !== first.column) paragraph = []
    previousLine = item.line
  }
  for (const comment of group) {
    settle(comment)
    paragraph.push(comment)
  }
  if (next) settle(next)
  return paragraph
}
