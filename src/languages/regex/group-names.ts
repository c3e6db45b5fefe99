/** Patterns in which several groups bear one name: Go allows it, the engine wants them distinct. */

export interface Renamed {
  readonly pieces: readonly string[]
  /** New name to the name that was written. */
  readonly names: ReadonlyMap<string, string>
}

/** Gives every group whose name was seen before a name of its own; takes the pieces of a pattern and gives as many. */
export function renameRepeated(pieces: readonly string[]): Renamed {
  const taken = new Set(pieces.map(nameOf))
  const seen = new Set<string>()
  const names = new Map<string, string>()
  let count = 0
  const rename = (piece: string): string => {
    const name = nameOf(piece)
    if (name === undefined) return piece
    if (!seen.has(name)) {
      seen.add(name)
      return piece
    }
    while (taken.has(`g${count}`)) count++
    names.set(`g${count}`, name)
    return `(?P<g${count++}>`
  }
  return { pieces: pieces.map(rename), names }
}

/** Undefined where the piece does not open a group with a name. */
function nameOf(piece: string): string | undefined {
  return /^\(\?P?<(\w+)>$/.exec(piece)?.[1]
}
