/** What templates of ours are told of a commit or request. */
import { policyName } from '../../model/bump-branch.ts'
import type { PlannedCommit } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import { findWanted } from '../../model/setter.ts'
import type { OwnBump, OwnData } from '../templates/templates.ts'
import { type Bump, bumpsOf } from '../../model/bumps.ts'
import { type AllDetails, findDetails } from './details.ts'
import { inert } from './inert.ts'
import { addressOf, changesAddress } from './source-links.ts'

export interface OwnFacts {
  readonly planned: PlannedCommit
  /** Those of its environment. */
  readonly selections: readonly Selection[]
  readonly details: AllDetails
  readonly usual: OwnData['usual']
}

/** Every text that comes from registries or files is made so that nothing in it is obeyed. */
export function ownFacts({ planned, selections, details, usual }: OwnFacts): OwnData {
  const { environment, group = '', course, changes } = planned
  return {
    environment: {
      name: inert(environment.name),
      branch: inert(environment.branch),
      namespace: inert(environment.namespace),
    },
    group: inert(group),
    course,
    usual,
    bumps: bumpsOf(changes).map((bump) => ({
      ...stepOf(bump, selections),
      ...linksOf(findDetails(details, environment.name, bump.policy)),
    })),
  }
}

function stepOf(
  { policy, from, to, places }: Bump,
  selections: readonly Selection[],
): Omit<OwnBump, 'source' | 'changes'> {
  const selection = selections.find((each) => each.policy.key === policy)
  const wanted = selection && findWanted(selection)
  const record = selection?.kind === 'selected' ? selection.record : undefined
  return {
    policy: inert(policy),
    name: inert(policyName(policy)),
    image: inert(wanted?.name.text ?? ''),
    to: inert(to),
    tag: inert(wanted?.tag ?? ''),
    digest: inert(wanted?.digest ?? ''),
    rule: inert(record?.rule ?? ''),
    listed: record?.listed ?? 0,
    from: from.map(inert),
    runnersUp: (record?.runnersUp ?? []).map(inert),
    files: places.map(({ file, line = 1 }) => ({ path: inert(file), line })),
  }
}

/** Addresses are put together from parts that were checked, so they may stay whole. */
function linksOf(details: ReturnType<typeof findDetails>): Pick<OwnBump, 'source' | 'changes'> {
  const changed = details?.changed
  if (changed === undefined) return { source: '', changes: '' }
  return { source: addressOf(changed.source), changes: changesAddress(changed) ?? '' }
}
