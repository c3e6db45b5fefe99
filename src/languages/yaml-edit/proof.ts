/** The proof of an edit: the text after it reads as the one before, but for the key that was wanted. */
import type { Document } from 'yaml'
import type { YamlEdit } from './edits.ts'
import type { Found } from './parsed.ts'
import { asTree } from './value.ts'

/** Is all the same but for the edit's key, every scalar taken for text and aliases written out? A short form is as good as the long one of the same meaning. */
export function isProved(
  before: readonly Document.Parsed[],
  after: readonly Document.Parsed[],
  { way, edit }: { readonly way: Found['way']; readonly edit: YamlEdit },
): boolean {
  const [old, fresh] = [readAll(before), readAll(after)]
  if (old === undefined || fresh === undefined) return false
  const above = [...way, ...edit.path.slice(0, -1)]
  const wanted = settled(changed(settled(old, above, edit), above, edit), above, edit)
  return JSON.stringify(wanted) === JSON.stringify(settled(fresh, above, edit))
}

/** Undefined for what is no YAML, and for aliases that cannot be written out. */
function readAll(documents: readonly Document.Parsed[]): unknown {
  if (documents.some(({ errors }) => errors.length > 0)) return undefined
  try {
    // Through text, so that no two places share a value.
    return JSON.parse(JSON.stringify(documents.map((document): unknown => document.toJS() ?? '')))
  } catch {
    return undefined
  }
}

/** Makes the edit in the map at `above`, which comes to be where it is missing. */
function changed(tree: unknown, above: Found['way'], edit: YamlEdit): unknown {
  const key = edit.path.at(-1) ?? ''
  return within(tree, above, (map) => {
    switch (edit.kind) {
      case 'put':
      case 'write':
        return { ...asMap(map), [key]: asTree(edit.value) }
      case 'remove':
        return without(asMap(map), key)
    }
  })
}

/** The long form of what may be short, the edit's key at the end, and no map instead of an empty one where a key was removed. */
function settled(tree: unknown, above: Found['way'], edit: YamlEdit): unknown {
  return within(tree, above, (map) => {
    if (edit.kind !== 'write' && edit.short !== undefined && typeof map === 'string' && map !== '')
      return { [edit.short]: map }
    const key = edit.path.at(-1) ?? ''
    const all = asMap(map)
    if (Object.hasOwn(all, key)) return { ...without(all, key), [key]: all[key] }
    const isEmpty = typeof map === 'object' && map !== null && Object.keys(map).length === 0
    return edit.kind === 'remove' && isEmpty ? undefined : map
  })
}

/** What is `undefined` goes, and with it the maps that it leaves empty. */
function within(tree: unknown, [step, ...rest]: Found['way'], change: (map: unknown) => unknown): unknown {
  if (step === undefined) return change(tree)
  if (Array.isArray(tree)) {
    return tree.map((item: unknown, index) => (index === step ? within(item, rest, change) : item))
  }
  const map = asMap(tree)
  const below = within(map[step], rest, change)
  if (below === undefined)
    return Object.keys(map).some((key) => key !== step) ? without(map, String(step)) : undefined
  return { ...map, [step]: below }
}

function without(map: Readonly<Record<string, unknown>>, key: string): object {
  return Object.fromEntries(Object.entries(map).filter(([other]) => other !== key))
}

/** What stands there as a map; nothing, and YAML's words for it, are an empty one. */
function asMap(tree: unknown): Readonly<Record<string, unknown>> {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? { ...tree } : {}
}
