/** What a plan has to say beside its changes: what is held and why, what goes back, what cannot be written. */
import type { Environment } from '../../model/environment.ts'
import type { Change, Hold } from '../../model/plan.ts'
import { courseOf, type Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { obstacleOf, weighedOf } from './holds.ts'

/** One problem a reason and policy, at the most telling of its places. */
export function holdProblems(holds: readonly Hold[]): readonly Problem[] {
  const told = new Map<string, Hold>()
  for (const hold of holds) {
    const key = `${hold.why} ${hold.change.marker.policy}`
    const known = told.get(key)
    if (known === undefined || (!namesVersion(known) && namesVersion(hold))) told.set(key, hold)
  }
  return [...told.values()].map(({ change: { marker, to }, why, lift }) => {
    const message = `${marker.policy}: ${marker.value} is not changed to ${to}. ${lift}`
    return { ...holdKinds[why], message, place: marker.place }
  })
}

function namesVersion({ change }: Hold): boolean {
  return change.marker.field === 'tag' || change.marker.field === 'image'
}

const holdKinds = {
  approved: { code: 'pull-request-approved', level: 'note' },
  closed: { code: 'version-declined', level: 'note' },
  downgrade: { code: 'downgrade-held', level: 'warning' },
  edited: { code: 'pull-request-edited', level: 'warning' },
  'flux-fails': { code: 'flux-run-fails', level: 'error' },
  'gate-bypassed': { code: 'gate-bypassed', level: 'error' },
  'max-open': { code: 'pull-requests-enough', level: 'note' },
  overtaken: { code: 'plan-overtaken', level: 'note' },
  reverted: { code: 'version-declined', level: 'note' },
  soak: { code: 'promotion-waits', level: 'note' },
  status: { code: 'promotion-waits', level: 'note' },
  suspended: { code: 'suspended', level: 'note' },
  'tag-moved': { code: 'tag-moved', level: 'warning' },
  undecided: { code: 'pull-request-waits', level: 'note' },
  unprotected: { code: 'branch-unprotected', level: 'error' },
  window: { code: 'window-closed', level: 'note' },
} as const satisfies Record<Hold['why'], Pick<Problem, 'code' | 'level'>>

/** A change that does not lead forward is told plainly, also where it is allowed. */
export function downgrades(
  { downgrade, flux }: Environment,
  selections: readonly Selection[],
  changes: readonly Change[],
): readonly Problem[] {
  return selections.flatMap((selection): readonly Problem[] => {
    const weighed = weighedOf(selection)
    const first = changes.find(({ marker }) => marker.policy === selection.policy.key)
    if (courseOf(weighed) === 'forward' || first === undefined || selection.kind !== 'selected') return []
    const why = flux === undefined ? 'since it is allowed' : 'since for Flux the policy always wins'
    const how = downgrade === 'propose' ? 'is proposed by a pull request of its own' : `goes on, ${why}`
    const message = `${selection.policy.key}: ${obstacleOf(weighed)} The change to ${selection.latest.tag} ${how}.`
    return [{ code: 'downgrade', level: 'warning', message, place: first.marker.place }]
  })
}

/** A pin that is lost, once for a policy and file. Flux takes it away without a word. */
export function droppedDigests(changes: readonly Change[]): readonly Problem[] {
  const told = new Map<string, Problem>()
  for (const { marker, to } of changes) {
    const { policy, place } = marker
    const key = JSON.stringify([policy, place.file])
    if (!dropsDigest({ marker, to }) || told.has(key)) continue
    const message = `${policy}: ${marker.value} is pinned to a digest, and the policy writes none.`
    told.set(key, { code: 'digest-dropped', level: 'warning', message, place })
  }
  return [...told.values()]
}

function dropsDigest({ marker: { field, value }, to }: Change): boolean {
  if (field === 'digest') return value !== '' && to === ''
  return field === 'image' && /@sha\d+:/.test(value) && !to.includes('@')
}
