/** Which wanted changes are not made, and why. */
import { type OwnBranch, findBump } from '../../model/bump-branch.ts'
import type { Change, Hold } from '../../model/plan.ts'
import { courseOf, type Selection, type Weighed } from '../../model/policy.ts'
import { findWanted } from '../../model/setter.ts'
import { gated, moved } from './gates.ts'
import { bypassing, unprotected } from './guards.ts'
import type { HoldFacts, Reason, Wish } from './hold-facts.ts'
import { leftOut } from './left-out.ts'
import { closed, reverted } from './memory.ts'
import { failingAsFlux } from './strict.ts'
import { overtaken } from './overtaken.ts'
import { approved, edited, undecided } from './under-way.ts'

/** The first reason that applies to each change. All fields of a policy go together: a digest of an older tag beside a newer tag would be a lie. */
export function heldBack(changes: readonly Change[], facts: HoldFacts): readonly Hold[] {
  const reasons = new Map(
    facts.selections.map((selection) => [selection.policy.key, reasonFor(selection, changes, facts)]),
  )
  return changes.flatMap((change) => {
    const reason = reasons.get(change.marker.policy)
    return reason === undefined ? [] : [{ change, ...reason }]
  })
}

/** The tags in the files against the winner; none where there is no winner. */
export function weighedOf(selection: Selection): readonly Weighed[] {
  return selection.kind === 'selected' ? selection.weighed : []
}

/** What stands in the files and is in the way of going forward, in one sentence. */
export function obstacleOf(weighed: readonly Weighed[]): string {
  const newer = weighed.find(({ age }) => age === 'newer')
  if (newer !== undefined) return `${newer.tag} stands in the files and is newer than what the policy chose.`
  const outside = weighed.find(({ fits, age }) => !fits && age === 'unknown')
  return `${outside?.tag} stands in the files and is none that the policy would choose.`
}

/** In this order: what a person said first, then what guards the branch, then what is under way. */
const reasons: readonly ((wish: Wish, facts: HoldFacts) => Reason | undefined)[] = [
  suspended,
  failingAsFlux,
  overtaken,
  refused,
  closed,
  reverted,
  bypassing,
  unprotected,
  moved,
  gated,
  edited,
  approved,
  undecided,
  leftOut,
]

function reasonFor(selection: Selection, changes: readonly Change[], facts: HoldFacts): Reason | undefined {
  const { key } = selection.policy
  const own = changes.filter(({ marker }) => marker.policy === key)
  const wanted = findWanted(selection)
  if (own.length === 0 || wanted === undefined) return undefined
  const weighed = weighedOf(selection)
  const bump: OwnBranch | undefined = findBump(facts.environment, key, courseOf(weighed))
  const wish: Wish = { policy: key, wanted, weighed, bump, changes: own }
  for (const find of reasons) {
    const reason = find(wish, facts)
    if (reason !== undefined) return reason
  }
  return undefined
}

function suspended(_: Wish, { environment, suspend }: HoldFacts): Reason | undefined {
  if (suspend) return { why: 'suspended', lift: 'The run is suspended by its input.' }
  if (environment.suspend) return { why: 'suspended', lift: `Remove \`suspend\` from ${environment.name}.` }
  return undefined
}

function refused({ weighed }: Wish, { environment }: HoldFacts): Reason | undefined {
  if (environment.downgrade !== 'refuse' || courseOf(weighed) === 'forward') return undefined
  return { why: 'downgrade', lift: obstacleOf(weighed) }
}
