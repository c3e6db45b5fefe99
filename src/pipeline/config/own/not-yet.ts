/** Keys that the written form has and this version does not act on yet. To support one is to delete its line. */
import { isMap, wrongKey, type Finding, type Path, type Tree } from './finding.ts'
import { quote } from './wording.ts'

/** Keys from the top of the file, joined by dots; `*` is any key. */
export const notYet: readonly string[] = [
  'environments.*.from',
  'environments.*.policies.*.minimumAge',
  'environments.*.windows',
  'policies.*.minimumAge',
]

/** Refuses each of those keys where it stands: a setting that is read and not obeyed would be silent. */
export function findNotYet(tree: Tree): readonly Finding[] {
  return notYet.flatMap((pattern) =>
    pathsOf(tree, pattern.split('.')).map((path) =>
      wrongKey(path, `${quote(String(path.at(-1)))} is not supported yet`, 'config-not-yet'),
    ),
  )
}

function pathsOf(tree: Tree | undefined, [first, ...rest]: readonly string[]): readonly Path[] {
  if (first === undefined) return [[]]
  if (first === '*' && Array.isArray(tree)) {
    const items: readonly Tree[] = tree
    return items.flatMap((item, index) => pathsOf(item, rest).map((path) => [index, ...path]))
  }
  if (!isMap(tree)) return []
  const keys = first === '*' ? Object.keys(tree) : [first].filter((key) => Object.hasOwn(tree, key))
  return keys.flatMap((key) => pathsOf(tree[key], rest).map((path) => [key, ...path]))
}
