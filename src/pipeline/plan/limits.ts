/** How many requests an environment may have open: what comes later waits. */
import type { ExistingBump, Hold, Parcel, RequestParcel } from '../../model/plan.ts'
import { stateOf } from '../../model/pull-request.ts'

export interface Limited {
  readonly parcels: readonly Parcel[]
  /** By the name of the environment. */
  readonly holds: ReadonlyMap<string, readonly Hold[]>
}

/** Requests that are open already go on; new ones are taken in order while there is room. `closing` are about to be closed. */
export function withinLimits(
  parcels: readonly Parcel[],
  existing: ReadonlyMap<string, ExistingBump> | undefined,
  closing: ReadonlySet<number>,
): Limited {
  const open = countOpen(existing, closing)
  const holds = new Map<string, readonly Hold[]>()
  const kept = parcels.filter((parcel) => {
    if (parcel.kind === 'commit' || parcel.isBare || parcel.existing.request !== undefined) return true
    const { environment } = parcel.commit
    const most = environment.delivery.kind === 'pull-request' ? environment.delivery.maxOpen : Infinity
    const count = open.get(environment.name) ?? 0
    if (existing === undefined || count < most) {
      open.set(environment.name, count + 1)
      return true
    }
    holds.set(environment.name, [...(holds.get(environment.name) ?? []), ...held(parcel, most)])
    return false
  })
  return { parcels: kept, holds }
}

function countOpen(
  existing: ReadonlyMap<string, ExistingBump> = new Map(),
  closing: ReadonlySet<number>,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { request } of existing.values()) {
    const name = request && !closing.has(request.number) ? stateOf(request)?.environment : undefined
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

function held({ commit }: RequestParcel, most: number): readonly Hold[] {
  const lift = `${commit.environment.name} has ${most} ${most === 1 ? 'request' : 'requests'} open, the most that \`maxOpen\` allows; merge or close one.`
  return commit.changes.map((change) => ({ change, why: 'max-open', lift }))
}
