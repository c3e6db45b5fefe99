/** A pattern cut into the pieces that hold together, so that nothing in a quotation or a class is taken for syntax. */

/** In order; joined they are the pattern. A piece is a quotation, an escape, a class, the opening of a group, a count, or one character. */
export function piecesOf(pattern: string): readonly string[] {
  const pieces: string[] = []
  for (let at = 0; at < pattern.length;) {
    const end = pattern[at] === '[' ? endOfClass(pattern, at) : endOf(piece, pattern, at)
    pieces.push(pattern.slice(at, end))
    at = end
  }
  return pieces
}

/** Flags as in `(?i)` are a piece with their parenthesis. A count with a leading zero is none to Go (parse.go `parseInt`). */
const piece =
  /\\Q[^]*?(?:\\E|$)|\\[pPx]\{[^{}]*\}|\\[pP]?[^]|\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]|\{(?:0|[1-9]\d*)(?:,(?:0|[1-9]\d*)?)?\}|[^]/y

/** Go: regexp/syntax parse.go `parseClass`. A first `]` is a member, and so is `[` unless it opens `[:name:]`. */
function endOfClass(pattern: string, from: number): number {
  let at = pattern[from + 1] === '^' ? from + 2 : from + 1
  const first = at
  while (at < pattern.length && (pattern[at] !== ']' || at === first)) at = endOfMember(pattern, at)
  return at + 1
}

/** Past a named class, or a character that may begin a range (whose right end may be `[`). */
function endOfMember(pattern: string, at: number): number {
  const end = endOf(/\[:\^?\w+:\]|\\[pP]\{[^{}]*\}|\\[dDsSwWpP]/y, pattern, at)
  if (end > at) return end
  const character = /\\x\{[^{}]*\}|\\[^]|[^]/y
  const low = endOf(character, pattern, at)
  const isRange = pattern[low] === '-' && low + 1 < pattern.length && pattern[low + 1] !== ']'
  return isRange ? endOf(character, pattern, low + 1) : low
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
