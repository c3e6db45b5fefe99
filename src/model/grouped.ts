/** Things that have something in common. */

/** One or more. */
export type Group<T> = readonly [T, ...T[]]

/** By what `keyOf` says of them; groups and their members in the order in which they first appear. */
export function grouped<T, Key>(all: Iterable<T>, keyOf: (each: T) => Key): ReadonlyMap<Key, Group<T>> {
  const groups = new Map<Key, [T, ...T[]]>()
  for (const each of all) {
    const key = keyOf(each)
    const known = groups.get(key)
    if (known === undefined) groups.set(key, [each])
    else known.push(each)
  }
  return groups
}
