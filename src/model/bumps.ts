/** The changes of one policy, told as one step from old to new. */
import { type Group, grouped } from './grouped.ts'
import type { MarkerField } from './manifest.ts'
import type { Change } from './plan.ts'
import type { PolicyKey } from './policy.ts'
import type { Place } from './problem.ts'

/** The values are those of the field that tells versions apart best: a tag, an image without its name, a digest, a name or a part of it. */
export interface Bump {
  readonly policy: PolicyKey
  /** What stood there, each once, in the order of the files. */
  readonly from: readonly string[]
  readonly to: string
  readonly places: readonly Place[]
}

/** One a policy, in the order in which they first appear. */
export function bumpsOf(changes: readonly Change[]): readonly Bump[] {
  return [...changesByPolicy(changes)].map(([policy, own]) => bumpOf(policy, own))
}

/** The changes of each policy, in the order in which they first appear. */
export function changesByPolicy(changes: readonly Change[]): ReadonlyMap<PolicyKey, Group<Change>> {
  return grouped(changes, ({ marker }) => marker.policy)
}

/** Those of one policy. */
export function bumpOf(policy: PolicyKey, changes: Group<Change>): Bump {
  return { policy, ...step(changes), places: changes.map(({ marker }) => marker.place) }
}

/** The less, the better a field tells versions apart. */
const ranks = {
  tag: 0,
  image: 1,
  digest: 2,
  name: 3,
  repository: 4,
  registry: 5,
} as const satisfies Record<MarkerField, number>

function step(changes: Group<Change>): Pick<Bump, 'from' | 'to'> {
  const best = changes.reduce((one, other) =>
    ranks[other.marker.field] < ranks[one.marker.field] ? other : one,
  )
  const { field } = best.marker
  const told = changes.filter(({ marker }) => marker.field === field)
  const from = [...new Set(told.map(({ marker }) => marker.value))]
  return field === 'image' ? withoutCommonName(from, best.to) : { from, to: best.to }
}

/** `ghcr.io/acme/web:1 -> ghcr.io/acme/web:2` is told as `1 -> 2`. */
function withoutCommonName(from: readonly string[], to: string): Pick<Bump, 'from' | 'to'> {
  const { length } = /^.*?:(?=[^:/]*(@|$))/.exec(to)?.[0] ?? ''
  const isCommon = from.every((each) => each.startsWith(to.slice(0, length)))
  return isCommon ? { from: from.map((each) => each.slice(length)), to: to.slice(length) } : { from, to }
}
