/** Merging and copying maps (Go: dario.cat/mergo 1.0.1 as Sprig calls it, mitchellh/copystructure). */
import type { Effort } from '../values/effort.ts'
import { Failure } from '../values/failure.ts'
import { type GoEntry, type GoMap, type GoValue, unwrap } from '../values/value.ts'
import { isEmpty } from './empty.ts'

export interface MergeRules {
  /** What the source has replaces what is there; else it fills only what is empty. */
  readonly isOverwriting: boolean
  readonly effort: Effort
}

/** Puts the entries of the source into the first map, which is changed and given back. Maps within are merged as well. */
export function merged(target: GoMap, source: GoMap, rules: MergeRules): GoMap {
  const { entries } = target
  if (entries === undefined)
    return source.entries === undefined ? target : merged({ ...target, entries: new Map() }, source, rules)
  for (const [key, entry] of source.entries ?? []) {
    rules.effort.spend(1)
    mergeEntry(entries, key, entry, rules)
  }
  return target
}

function mergeEntry(entries: Map<string, GoEntry>, key: string, entry: GoEntry, rules: MergeRules): void {
  const value = unwrap(entry.value)
  const known = entries.get(key)
  const old = known === undefined ? undefined : unwrap(known.value)
  if (isNilPart(value)) {
    if (rules.isOverwriting) entries.set(key, entry)
    return
  }
  if (old !== undefined && !isEmpty(old) && value.kind === 'map' && old.kind === 'map') {
    mergeMaps(old, value, rules)
    return
  }
  if (rules.isOverwriting || old === undefined || isEmpty(old)) entries.set(key, entry)
}

/** Nothing, or a nil list or map. */
function isNilPart(value: GoValue): boolean {
  if (value.kind === 'nil') return true
  return (
    (value.kind === 'list' && value.items === undefined) ||
    (value.kind === 'map' && value.entries === undefined)
  )
}

function mergeMaps(old: GoMap, value: GoMap, rules: MergeRules): void {
  if (old.type.name !== value.type.name) throw new Failure('src and dst must be of same type')
  merged(old, value, rules)
}

/** A copy that shares no list or map with the original. */
export function copied(value: GoValue, effort: Effort): GoValue {
  effort.spend(1)
  switch (value.kind) {
    case 'list':
      return { ...value, items: value.items?.map((item) => copied(item, effort)) }
    case 'map': {
      const entries =
        value.entries && [...value.entries].map(([key, entry]) => [key, copiedEntry(entry, effort)] as const)
      return { ...value, entries: entries && new Map(entries) }
    }
    case 'struct':
      return { ...value, fields: value.fields.map((field) => copied(field, effort)) }
    case 'pointer':
      return { ...value, to: value.to && copied(value.to, effort) }
    case 'interface':
      return { ...value, held: copied(value.held, effort) }
    case 'nil':
    case 'bool':
    case 'int':
    case 'float':
    case 'complex':
    case 'string':
    case 'function':
      return value
  }
}

function copiedEntry({ key, value }: GoEntry, effort: Effort): GoEntry {
  return { key, value: copied(value, effort) }
}
