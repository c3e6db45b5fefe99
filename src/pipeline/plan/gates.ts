/** What changes wait for: the proofs of their tags, and the hours at which their environment takes any. */
import { isGateContext } from '../../model/commit-status.ts'
import { type Gate, type Gating, worstOfEach } from '../../model/gate.ts'
import type { Environment } from '../../model/environment.ts'
import type { Change, EnvironmentPlan, ExistingBump, Parcel, RequestParcel, Wait } from '../../model/plan.ts'
import type { PolicyKey, Selection } from '../../model/policy.ts'
import { type AllProven, type Candidate, findCandidate, kindsOf, sourcesText } from '../../model/promotion.ts'
import { notKnown, type PullRequest, stateOf } from '../../model/pull-request.ts'
import type { Digest, Tag } from '../../model/reference.ts'
import type { CarriedBump } from '../../model/request-state.ts'
import { wantedBumps } from '../../model/setter.ts'
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
  return { why: 'tag-moved', lift: `${movedText(candidate, candidate.movedFrom)}.` }
}

/** What wanted changes wait for, policy by policy. */
export function waitsOf(
  environment: Environment,
  { changes, selections }: { readonly changes: readonly Change[]; readonly selections: readonly Selection[] },
  facts: GateFacts,
): readonly Wait[] {
  return wantedBumps(changes, selections).flatMap(({ policy, tag }): readonly Wait[] => {
    const gates = gatesOf(environment, [{ policy, tag }], facts)
    return gates.length === 0 ? [] : [{ policy, tag, gates }]
  })
}

export interface GatingFacts extends GateFacts {
  readonly environments: readonly EnvironmentPlan[]
  readonly selections: (environment: string) => readonly Selection[]
  readonly parcels: readonly Parcel[]
  readonly underWay: UnderWay | undefined
}

/** For each request that is open, or will be, and has gates, or whose base asks for some: what its branch will bring after this run is what counts. */
export function gatingsOf(facts: GatingFacts): readonly Gating[] {
  const planned = facts.parcels.filter((parcel): parcel is RequestParcel => parcel.kind === 'pull-request')
  const fresh = planned.map(({ branch, commit: { environment, changes }, existing, isFrozen }) => {
    const wanted = wantedBumps(changes, facts.selections(environment.name))
    const carried = carriedBy(existing.request)
    const bumps = isFrozen ? carried : wanted
    return gating({ environment, branch, found: existing, bumps, carried, isRewritten: !isFrozen }, facts)
  })
  const known = new Set(planned.map(({ branch }) => branch))
  const left = [...(facts.underWay?.existing ?? [])].flatMap(([branch, found]) => {
    const name = found.request && stateOf(found.request)?.environment
    const environment = facts.environments.find((each) => each.environment.name === name)?.environment
    if (environment === undefined || known.has(branch)) return []
    const carried = carriedBy(found.request)
    return [gating({ environment, branch, found, bumps: carried, carried, isRewritten: false }, facts)]
  })
  return [...fresh, ...left].filter(
    ({ gates, request, rules }) =>
      gates.length > 0 || (request?.statuses ?? []).length > 0 || rules.checks.some(isGateContext),
  )
}

interface Gated {
  readonly environment: Environment
  readonly branch: string
  readonly found: ExistingBump
  /** What its branch will bring after this run, and what its request tells that it brings now. */
  readonly bumps: readonly Bump[]
  readonly carried: readonly Bump[]
  /** Does this run make the branch true? */
  readonly isRewritten: boolean
}

type Bump = Pick<CarriedBump, 'policy' | 'tag'>

function gating(gated: Gated, facts: GatingFacts): Gating {
  const { environment, branch, found, bumps, carried, isRewritten } = gated
  const { request } = found
  const by = request?.openedBy
  const finish = (all: readonly Gate[]) => (by === undefined ? all : all.map((gate) => opened(gate, by)))
  const now = finish(standing(found, gatesOf(environment, carried, facts)))
  const gates = isRewritten ? finish(gatesOf(environment, bumps, facts)) : now
  return {
    environment: environment.name,
    branch,
    gates,
    ...(isRewritten && request && { before: now }),
    ...(request && { request }),
    rules: facts.underWay?.rules.get(environment.branch) ?? notKnown,
  }
}

/** What is on the branch and was told by nobody is not proved by what its request tells. */
function standing({ branch, isUntold = false }: ExistingBump, gates: readonly Gate[]): readonly Gate[] {
  if (branch?.ours === false)
    return gates.map((gate) => unknownContent(gate, "a person's commit is on the branch"))
  return isUntold
    ? gates.map((gate) => unknownContent(gate, 'the branch holds what the request does not tell'))
    : gates
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
  if (candidate !== undefined && candidate !== 'not-proved')
    return candidate.movedFrom === undefined
      ? candidate.gates
      : [{ kind: 'soak', state: 'failed', text: movedText(candidate, candidate.movedFrom) }]
  if (from === undefined) return []
  const text = `nothing proves that ${tag} ran in ${sourcesText(from)}`
  return kindsOf(from).map((kind) => ({ kind, state: 'failed', text }))
}

function movedText({ tag, digest }: Candidate, movedFrom: Digest): string {
  return `${tag} was seen first as ${movedFrom} and is ${digest ?? 'another'} now`
}

function unknownContent({ kind }: Gate, what: string): Gate {
  return { kind, state: 'failed', text: `${what}, and nothing is proved of that` }
}

/** The word of a person, for all but the hours. */
function opened(gate: Gate, by: string): Gate {
  if (gate.kind === 'window' || gate.state === 'passed') return gate
  return { kind: gate.kind, state: 'passed', text: `opened by ${by} with a label, though ${gate.text}` }
}
