/** The changes of one policy, told as one step from old to new. */
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
  const byPolicy = new Map<PolicyKey, Change[]>()
  for (const change of changes) {
    const own = byPolicy.get(change.marker.policy)
    if (own === undefined) byPolicy.set(change.marker.policy, [change])
    else own.push(change)
  }
  return [...byPolicy].map(([policy, own]) => ({
    policy,
    ...step(own),
    places: own.map(({ marker }) => marker.place),
  }))
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

function step(changes: readonly Change[]): Pick<Bump, 'from' | 'to'> {
  const [field] = changes
    .map(({ marker }) => marker.field)
    .toSorted((one, other) => ranks[one] - ranks[other])
  const told = changes.filter(({ marker }) => marker.field === field)
  const from = [...new Set(told.map(({ marker }) => marker.value))]
  const to = told[0]?.to ?? ''
  return field === 'image' ? withoutCommonName(from, to) : { from, to }
}

/** `ghcr.io/acme/web:1 -> ghcr.io/acme/web:2` is told as `1 -> 2`. */
function withoutCommonName(from: readonly string[], to: string): Pick<Bump, 'from' | 'to'> {
  const { length } = /^.*?:(?=[^:/]*(@|$))/.exec(to)?.[0] ?? ''
  const isCommon = from.every((each) => each.startsWith(to.slice(0, length)))
  return isCommon ? { from: from.map((each) => each.slice(length)), to: to.slice(length) } : { from, to }
}
