/** The changes of one policy, told as one step from old to new. */
import type { Marker } from '../../model/manifest.ts'
import type { Change } from '../../model/plan.ts'
import type { PolicyKey } from '../../model/policy.ts'
import type { Place } from '../../model/problem.ts'

/** The values are those of the field that tells versions apart best: a tag, an image without its name, a digest, a name. */
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

const telling: readonly Marker['field'][] = ['tag', 'image', 'digest', 'name']

function step(changes: readonly Change[]): Pick<Bump, 'from' | 'to'> {
  const field = telling.find((each) => changes.some(({ marker }) => marker.field === each))
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
