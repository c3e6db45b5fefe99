/** A request keeps the candidate that it soaks; a newer one waits its turn. */
import { findBump } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { courseOf, type Selection } from '../../model/policy.ts'
import { areOpen } from '../../model/gate.ts'
import type { AllProven, Proven } from '../../model/promotion.ts'
import { stateOf } from '../../model/pull-request.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { CarriedBump } from '../../model/request-state.ts'
import { parseDigest, type Tag } from '../../model/reference.ts'
import { type SharedWork, weighWith } from '../policies/policies.ts'
import { narrowed } from './behind-gates.ts'
import { onward } from './onward.ts'

type Selected = Extract<Selection, { readonly kind: 'selected' }>

export interface UnderWayHere {
  readonly environments: readonly ScannedEnvironment[]
  readonly proven: AllProven
  readonly existing: ReadonlyMap<string, ExistingBump>
  readonly work: SharedWork
}

/** Selections with, where an open request carries a candidate that still counts, that one: unless a better one is through all gates, or `prefer` says newest. */
export function inTurn(
  selections: readonly EnvironmentSelections[],
  { environments, proven, existing, work }: UnderWayHere,
): readonly EnvironmentSelections[] {
  const leading = onward(selections, environments, work)
  if (proven.size === 0) return leading
  return leading.map((each) => {
    const environment = environments.find(
      (scanned) => scanned.environment.name === each.environment,
    )?.environment
    const own = proven.get(each.environment)
    if (environment === undefined || own === undefined) return each
    return {
      ...each,
      selections: each.selections.map((selection) => {
        const known = own.get(selection.policy.key)
        const carried = carriedIn(selection, environment, existing)
        if (selection.kind !== 'selected' || known === undefined || carried === undefined) return selection
        return turnOf(selection, { environment, known, carried, work })
      }),
    }
  })
}

interface Turn {
  readonly environment: Environment
  readonly known: Proven
  readonly carried: CarriedBump
  readonly work: SharedWork
}

function turnOf(selection: Selected, { environment, known, carried, work }: Turn): Selection {
  const { policy, latest } = selection
  const find = (wanted: Tag) =>
    [...known.candidates, ...(known.carried ?? [])].find(({ tag }) => tag === wanted)
  const candidate = find(carried.tag)
  if (candidate === undefined) return withoutProof(selection, carried, work)
  const { fits, age } = weighWith(work.read(policy.spec), latest.tag, carried.tag)
  if (environment.from?.prefer === 'newest' || !fits) return selection
  const isThrough = areOpen(find(latest.tag)?.gates ?? [])
  if (isThrough && age !== 'newer') return selection
  return withDigest(narrowed(selection, { candidate, own: known, work }), carried)
}

/** Proofs that are gone close no request while the policy would still take its tag: it stays, and its gates say so. */
function withoutProof(selection: Selected, { tag }: CarriedBump, work: SharedWork): Selection {
  const { policy, latest, weighed } = selection
  const wantsNothing = weighed.every((each) => each.tag === latest.tag)
  if (!wantsNothing || !weighWith(work.read(policy.spec), tag, tag).fits) return selection
  const message = `${policy.key}: nothing proves ${tag} any more, which its request carries.`
  return { kind: 'undecided', policy, problem: { code: 'not-proved', level: 'note', message } }
}

function carriedIn(
  selection: Selection,
  environment: Environment,
  existing: UnderWayHere['existing'],
): CarriedBump | undefined {
  if (selection.kind !== 'selected') return undefined
  const { key, pin } = selection.policy
  if (pin !== undefined) return undefined
  const branch = findBump(environment, key, courseOf(selection.weighed))?.branch ?? ''
  const request = existing.get(branch)?.request
  return request && stateOf(request)?.bumps.find(({ policy }) => policy === key)
}

/** The digest that was proposed with it. */
function withDigest(selection: Selection, carried: CarriedBump | undefined): Selection {
  if (selection.kind !== 'selected' || carried?.digest === undefined) return selection
  return { ...selection, latest: { ...selection.latest, digest: parseDigest(carried.digest) } }
}
