/** What the word of a marker means in a file: a fragment's policy means it below its own folder only. */
import type { Environment } from '../../model/environment.ts'
import { type PolicyKey, reachOf } from '../../model/policy.ts'

/** The policies of an environment that act below a folder only, by their words. */
export type Reaches = ReadonlyMap<PolicyKey, readonly Reach[]>

interface Reach {
  readonly key: PolicyKey
  readonly folder: string
}

/** Sorts out the policies of fragments; most environments have none. */
export function reachesOf({ policies }: Environment): Reaches {
  const reaches = new Map<PolicyKey, Reach[]>()
  for (const { key } of policies) {
    const { word, folder } = reachOf(key)
    if (folder !== '') reaches.set(word, [...(reaches.get(word) ?? []), { key, folder }])
  }
  return reaches
}

/** The policy that a word means in the file: the one of the nearest folder, or the word itself where no fragment has it. */
export function meaningOf(word: PolicyKey, path: string, all: readonly Reaches[]): PolicyKey {
  const near = all
    .flatMap((reaches) => reaches.get(word) ?? [])
    .filter(({ folder }) => isBelow(path, folder))
    .toSorted((a, b) => b.folder.length - a.folder.length)
  return near[0]?.key ?? word
}

/** The words that the environment's policies have in the file, and the folders elsewhere in which this one would mean something. */
export function whereKnown(
  word: PolicyKey,
  path: string,
  keys: readonly PolicyKey[],
): { readonly words: readonly PolicyKey[]; readonly elsewhere: readonly string[] } {
  const reaches = keys.map(reachOf)
  return {
    words: reaches.filter(({ folder }) => folder === '' || isBelow(path, folder)).map((each) => each.word),
    elsewhere: reaches.filter((each) => each.word === word && each.folder !== '').map(({ folder }) => folder),
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}
