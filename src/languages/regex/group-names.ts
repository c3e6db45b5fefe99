/** Patterns in which several groups bear one name: Go allows it, the engine wants them distinct. */

export interface Renamed {
  readonly pattern: string
  /** New name to the name that was written. */
  readonly names: ReadonlyMap<string, string>
}

/** Gives every group whose name was seen before a name of its own. Escapes, quotations and bracket classes stay as they are. */
export function renameRepeated(pattern: string): Renamed {
  const names = new Map<string, string>()
  const seen = new Set<string>()
  let out = ''
  for (let at = 0; at < pattern.length;) {
    const end = endOfPiece(pattern, at)
    const [, opening, name] = /^(\(\?P?<)(\w+)>$/.exec(pattern.slice(at, end)) ?? []
    const isRepeated = name !== undefined && seen.has(name)
    const unused = isRepeated ? unusedName(pattern, names.size) : ''
    if (isRepeated) names.set(unused, name)
    if (name !== undefined) seen.add(name)
    out += isRepeated ? `${opening}${unused}>` : pattern.slice(at, end)
    at = end
  }
  return { pattern: out, names }
}

/** A name that stands nowhere in the pattern, the `count`-th of its kind. */
function unusedName(pattern: string, count: number): string {
  const longestRun = Math.max(0, ...(pattern.match(/_+/g) ?? []).map((run) => run.length))
  return `g${'_'.repeat(longestRun + 1)}${count}`
}

/** Past the next piece that holds together: a quotation, an escape, a class, the opening of a named group, or one character. */
function endOfPiece(pattern: string, at: number): number {
  if (pattern[at] === '[') return endOfClass(pattern, at)
  return endOf(/\\Q[^]*?(?:\\E|$)|\\[^]|\(\?P?<\w+>|[^]/y, pattern, at)
}

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

function endOf(piece: RegExp, pattern: string, at: number): number {
  piece.lastIndex = at
  return piece.test(pattern) ? piece.lastIndex : at
}
