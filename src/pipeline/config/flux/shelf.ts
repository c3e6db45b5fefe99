/** The objects of one root by kind, namespace and name. The same object twice is one, or, where the two differ, none. */
import type { Place, Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { Placed } from './gather.ts'
import type { FluxKind } from './kinds.ts'
import { isRecord, valueAt } from './values.ts'

export interface Shelf {
  /** Each object once, in the order in which they were found. */
  readonly all: readonly Placed[]
  readonly find: (kind: FluxKind, namespace: string, name: string) => Placed | undefined
  /** All that is wrong with them. */
  readonly problems: readonly Problem[]
}

/** Puts the objects in order. */
export function shelve(placed: readonly Placed[]): Shelf {
  const byName = new Map<string, readonly Placed[]>()
  for (const each of placed) {
    const key = keyOf(each.kind, each.namespace, each.name)
    byName.set(key, [...(byName.get(key) ?? []), each])
  }
  const entries = new Map(
    [...byName].flatMap(([key, [first, ...others]]) =>
      first ? [[key, settle(first, others)] as const] : [],
    ),
  )
  return {
    all: [...entries.values()],
    find: (kind, namespace, name) => entries.get(keyOf(kind, namespace, name)),
    problems: [...entries.values()].flatMap(({ problems }) => problems),
  }
}

function settle(first: Placed, others: readonly Placed[]): Placed {
  const differing = others.filter((other) => contentOf(other) !== contentOf(first))
  if (differing.length === 0) return first
  const { object: _, ...unusable } = first
  const problems = differing.map((other) => twice(first, other))
  return { ...unusable, problems: [...problems, ...[first, ...differing].flatMap((each) => each.problems)] }
}

/** Both places are named: whoever refers to the object tells this at a place of its own. */
function twice({ kind, namespace, name, place: before }: Placed, { place }: Placed): Problem {
  const message = `The ${kind} ${quote(`${namespace}/${name}`)} stands at ${lineText(before)} and, with other content, at ${lineText(place)}; neither is used.`
  return { code: 'flux-object-twice', level: 'error', message, place }
}

function lineText({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`
}

/** Metadata and spec without regard to the order of keys; the namespace may be written in one and given to the other. */
function contentOf({ raw, namespace }: Placed): string {
  const metadata = valueAt(raw.tree, ['metadata'])
  const content = [{ ...(isRecord(metadata) && metadata), namespace }, valueAt(raw.tree, ['spec'])]
  return JSON.stringify(content, (_, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  )
}

function keyOf(kind: FluxKind, namespace: string, name: string): string {
  return JSON.stringify([kind, namespace, name])
}
