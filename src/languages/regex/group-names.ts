/** Patterns in which several groups bear one name: Go allows it, the engine wants them distinct. */
import { piecesOf } from './pieces.ts'

export interface Renamed {
  readonly pattern: string
  /** New name to the name that was written. */
  readonly names: ReadonlyMap<string, string>
}

/** Gives every group whose name was seen before a name of its own. Escapes, quotations and bracket classes stay as they are. */
export function renameRepeated(pattern: string): Renamed {
  const names = new Map<string, string>()
  const seen = new Set<string>()
  const pieces = piecesOf(pattern).map((piece) => {
    const [, opening, name] = /^(\(\?P?<)(\w+)>$/.exec(piece) ?? []
    if (name === undefined) return piece
    const isRepeated = seen.has(name)
    seen.add(name)
    if (!isRepeated) return piece
    const unused = unusedName(pattern, names.size)
    names.set(unused, name)
    return `${opening}${unused}>`
  })
  return { pattern: pieces.join(''), names }
}

/** A name that stands nowhere in the pattern, the `count`-th of its kind. */
function unusedName(pattern: string, count: number): string {
  const longestRun = Math.max(0, ...(pattern.match(/_+/g) ?? []).map((run) => run.length))
  return `g${'_'.repeat(longestRun + 1)}${count}`
}
