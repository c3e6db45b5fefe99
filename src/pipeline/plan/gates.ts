/** What changes wait for: the proofs of their tags, and the hours at which their environment takes any. */
import { type Gate, type Gating, worstOfEach } from '../../model/gate.ts'
import type { Environment } from '../../model/environment.ts'
import type { Change, EnvironmentPlan, ExistingBump, Parcel, RequestParcel, Wait } from '../../model/plan.ts'
import type { PolicyKey, Selection } from '../../model/policy.ts'
import { type AllProven, findCandidate } from '../../model/promotion.ts'
import { notKnown, type PullRequest, stateOf } from '../../model/pull-request.ts'
import type { Tag } from '../../model/reference.ts'
import type { CarriedBump } from '../../model/request-state.ts'
import { findWanted } from '../../model/setter.ts'
import type { UnderWay } from '../../model/under-way.ts'
import type { GateFacts, HoldFacts, Reason, Wish } from './hold-facts.ts'
import { windowGates } from './windows.ts'

/** What goes straight to a branch waits for its gates; a request shows them instead. */
export function gated({ bump, policy, wanted }: Wish, { environment, gates }: HoldFacts): Reason | undefined {
  if (bump !== undefined) return undefined
  const closed = gatesOf(environment, [{ policy, tag: wanted.tag }], gates).find(
    ({ state }) => state !== 'passed',
  )
  return closed && { why: closed.kind, lift: `${closed.text}.` }
}

/** A tag that points to something else than it did is nothing that has been looked at. */
export function moved({ policy, wanted }: Wish, { environment, gates }: HoldFacts): Reason | undefined {
  const { name } = environment
  const candidate = findCandidate(gates.proven, { environment: name, policy, tag: wanted.tag })
  if (candidate === undefined || candidate === 'not-proved' || candidate.movedFrom === undefined)
    return undefined
  return {
    why: 'tag-moved',
    lift: `${wanted.tag} was seen first as ${candidate.movedFrom} and is ${candidate.digest ?? 'another'} now.`,
  }
}

/** What wanted changes wait for, policy by policy. */
export function waitsOf(
  environment: Environment,
  { changes, selections }: { readonly changes: readonly Change[]; readonly selections: readonly Selection[] },
  facts: GateFacts,
): readonly Wait[] {
  const policies = new Set(changes.map(({ marker }) => marker.policy))
  return selections.flatMap((selection): readonly Wait[] => {
    const policy = selection.policy.key
    const tag = policies.has(policy) ? findWanted(selection)?.tag : undefined
    const gates = tag === undefined ? [] : gatesOf(environment, [{ policy, tag }], facts)
    return tag === undefined || gates.length === 0 ? [] : [{ policy, tag, gates }]
  })
}

export interface GatingFacts extends GateFacts {
  readonly environments: readonly EnvironmentPlan[]
  readonly selections: (environment: string) => readonly Selection[]
  readonly parcels: readonly Parcel[]
  readonly underWay: UnderWay | undefined
}

/** For each request that is open, or will be, of an environment behind gates: what its branch will bring after this run is what counts. */
export function gatingsOf(facts: GatingFacts): readonly Gating[] {
  const planned = facts.parcels.filter((parcel): parcel is RequestParcel => parcel.kind === 'pull-request')
  const fresh = planned.map(({ branch, commit: { environment, changes }, existing, isFrozen }) => {
    const selections = facts.selections(environment.name)
    const policies = new Set(changes.map(({ marker }) => marker.policy))
    const wanted = selections.flatMap((each) => {
      const tag = policies.has(each.policy.key) ? findWanted(each)?.tag : undefined
      return tag === undefined ? [] : [{ policy: each.policy.key, tag }]
    })
    const bumps = isFrozen ? carriedBy(existing.request) : wanted
    return gating({ environment, branch, found: existing, bumps }, facts)
  })
  const known = new Set(planned.map(({ branch }) => branch))
  const left = [...(facts.underWay?.existing ?? [])].flatMap(([branch, found]) => {
    const name = found.request && stateOf(found.request)?.environment
    const environment = facts.environments.find((each) => each.environment.name === name)?.environment
    if (environment === undefined || known.has(branch)) return []
    return [gating({ environment, branch, found, bumps: carriedBy(found.request) }, facts)]
  })
  return [...fresh, ...left].filter(
    ({ gates, request }) => gates.length > 0 || (request?.statuses ?? []).length > 0,
  )
}

interface Gated {
  readonly environment: Environment
  readonly branch: string
  readonly found: ExistingBump
  readonly bumps: readonly Bump[]
}

type Bump = Pick<CarriedBump, 'policy' | 'tag'>

function gating({ environment, branch, found, bumps }: Gated, facts: GatingFacts): Gating {
  const { request } = found
  const all = gatesOf(environment, bumps, facts)
  const gates = found.branch?.ours === false ? all.map(unknownContent) : all
  const rules = facts.underWay?.rules.get(environment.branch) ?? notKnown
  const by = request && facts.underWay?.opened?.get(request.number)
  return {
    environment: environment.name,
    branch,
    gates: by === undefined ? gates : gates.map((gate) => opened(gate, by)),
    ...(request && { request }),
    rules,
  }
}

function carriedBy(request: PullRequest | undefined): readonly Bump[] {
  return (request && stateOf(request)?.bumps) ?? []
}

function gatesOf(environment: Environment, bumps: readonly Bump[], facts: GateFacts): readonly Gate[] {
  const own = bumps.flatMap(({ policy, tag }) => gatesOfTag(environment, policy, tag, facts.proven))
  return worstOfEach([...own, ...windowGates(environment, facts)])
}

function gatesOfTag(
  { name, from }: Environment,
  policy: PolicyKey,
  tag: Tag,
  proven: AllProven,
): readonly Gate[] {
  const candidate = findCandidate(proven, { environment: name, policy, tag })
  if (candidate !== undefined && candidate !== 'not-proved') return candidate.gates
  if (from === undefined) return []
  const places = from.sources
    .map(({ environment }) => environment)
    .join(from.need === 'all' ? ' and ' : ' or ')
  return [{ kind: 'soak', state: 'failed', text: `nothing proves that ${tag} ran in ${places}` }]
}

function unknownContent({ kind }: Gate): Gate {
  return { kind, state: 'failed', text: "a person's commit is on the branch, and nothing is proved of that" }
}

/** The word of a person, for all but the hours. */
function opened(gate: Gate, by: string): Gate {
  if (gate.kind === 'window' || gate.state === 'passed') return gate
  return { kind: gate.kind, state: 'passed', text: `opened by ${by} with a label, though ${gate.text}` }
}
