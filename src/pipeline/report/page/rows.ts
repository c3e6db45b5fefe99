/** What the page shows of a status: one row an image, one cell an environment, in it a spot for each policy. */
import type { ImagePlace, ImageStatus, PolicyStatus, Status } from '../../../model/status.ts'
import { type Condition, policyCondition } from '../status-words.ts'

/** How a version stands: as the policy wants it, on its way, kept back, without a version to want, or not known. */
export type SpotState = 'current' | 'waits' | 'held' | 'failed' | 'unknown'

export interface Spot {
  readonly place: ImagePlace
  readonly state: SpotState
  readonly policy: PolicyStatus
  readonly condition: Condition
}

export interface ImageRow {
  readonly image: string
  /** As many as there are environments, in their order. */
  readonly cells: readonly (readonly Spot[])[]
}

/** What the cells of a page need to know besides. */
export interface Setting {
  readonly environments: readonly string[]
  /** Were registries asked? */
  readonly isScanned: boolean
  /** Root of the pages that links may lead to. */
  readonly server: string
}

/** Rows in the order of the configuration. */
export function imageRows(status: Status): readonly ImageRow[] {
  const policies = new Map(status.policies.map((each) => [keyOf(each), each]))
  const names = status.environments.map(({ environment }) => environment.name)
  return status.images.map((each) => imageRow(each, { status, policies, names }))
}

/** Policies that no row shows: no value has a marker for them, or they cannot be used. */
export function placelessPolicies({ policies, images }: Status): readonly PolicyStatus[] {
  const shown = new Set(images.flatMap(({ places }) => places.map(keyOf)))
  return policies.filter((each) => !shown.has(keyOf(each)))
}

/** All states that the row has. */
export function statesOf({ cells }: ImageRow): ReadonlySet<SpotState> {
  return new Set(cells.flat().map(({ state }) => state))
}

interface Known {
  readonly status: Status
  readonly policies: ReadonlyMap<string, PolicyStatus>
  readonly names: readonly string[]
}

function imageRow({ image, places }: ImageStatus, known: Known): ImageRow {
  const cells = known.names.map((name) =>
    places.filter(({ environment }) => environment === name).map((place) => spotOf(place, known)),
  )
  return { image, cells }
}

function spotOf(place: ImagePlace, { status, policies }: Known): Spot {
  const { policy: key, versions } = place
  const policy = policies.get(keyOf(place)) ?? { key, suspended: false, versions }
  const condition = policyCondition(policy, status.scanned !== undefined)
  return { place, policy, condition, state: stateOf(place, condition) }
}

function stateOf({ waiting }: ImagePlace, { ready }: Condition): SpotState {
  if (waiting !== undefined) return waiting.where === 'held' ? 'held' : 'waits'
  if (ready === null) return 'unknown'
  return ready ? 'current' : 'failed'
}

/** A policy is named once in an environment. */
function keyOf(each: PolicyStatus | ImagePlace): string {
  const policy = 'key' in each ? each.key : each.policy
  return JSON.stringify([each.environment, policy])
}
