/** From a path in the configuration to line and column in its text. */
import type { Path } from './finding.ts'

/** Where a value of the tree, its key and what is below it begin, as offsets into the text. */
export interface Spot {
  /** List items and the whole file have no key. */
  readonly key?: number
  readonly value: number
  /** Where a text ends. */
  readonly end?: number
  readonly below: ReadonlyMap<string | number, Spot>
}

/** The offset of the key or the value at a path; where the path leads nowhere, that of the key it is missing under. */
export function offsetAt(root: Spot, path: Path, at: 'key' | 'value'): number {
  const spot = spotAt(root, path)
  if (spot.isMissing) return spot.key ?? spot.value
  return at === 'key' ? (spot.key ?? spot.value) : spot.value
}

/** The spot at a path; where it leads nowhere, the last one on it. */
export function spotAt(root: Spot, path: Path): Spot & { readonly isMissing: boolean } {
  let spot = root
  for (const step of path) {
    const next = spot.below.get(step)
    if (next === undefined) return { ...spot, isMissing: true }
    spot = next
  }
  return { ...spot, isMissing: false }
}
