/** What became of each version that an environment wants: one row for each image, step and fate. */
import { findBumpOf } from '../../model/bump-branch.ts'
import { bumpOf, changesByPolicy } from '../../model/bumps.ts'
import { type Group, grouped } from '../../model/grouped.ts'
import type { Change, EnvironmentPlan, Hold } from '../../model/plan.ts'
import { courseOf, type PolicyKey, type Selection } from '../../model/policy.ts'
import type { Place } from '../../model/problem.ts'
import { type Publication, type RunReport, selectionsOf } from '../../model/report.ts'
import { stepText } from '../../model/sides.ts'

/** An environment and its rows. */
export interface Told {
  readonly planned: EnvironmentPlan
  readonly rows: readonly Row[]
}

/** Texts are as they were found, not yet fit for Markdown. */
export interface Row {
  /** Those that want the same step. */
  readonly policies: readonly PolicyKey[]
  readonly image: string
  readonly from: readonly string[]
  readonly to: string
  /** `minor`, `major, back` and so on. */
  readonly step: string
  /** Does it lead to something older, or away from something outside of the policy? */
  readonly isBack: boolean
  /** What made it win. */
  readonly rule: string
  readonly warnings: readonly string[]
  /** Where it is written, once for each version and not for each field of one. */
  readonly places: readonly Place[]
  readonly fate: Fate
}

export type Fate =
  | { readonly kind: 'held'; readonly why: Hold['why']; readonly lift: string; readonly branch: string }
  | { readonly kind: 'sent'; readonly publication: Publication }
  /** Nothing was or would be delivered, as for files on disk. */
  | { readonly kind: 'wanted'; readonly branch: string }

/** In the order of the files. */
export function rowsOf(planned: EnvironmentPlan, report: RunReport): readonly Row[] {
  const { environment, changes, holds } = planned
  const own = new Map(
    selectionsOf(environment.name, report.selections).map((each) => [each.policy.key, each]),
  )
  const sent = new Map(
    report.publications
      .filter((each) => each.environment === environment.name && each.kind !== 'closed')
      .map((each) => [each.branch, each]),
  )
  const branchOf = (policy: PolicyKey) =>
    findBumpOf(environment, policy, own.get(policy))?.branch ?? environment.branch
  const going = [...changesByPolicy(changes)].map(([policy, all]): Row => {
    const branch = branchOf(policy)
    const publication = sent.get(branch)
    const fate: Fate = publication === undefined ? { kind: 'wanted', branch } : { kind: 'sent', publication }
    return rowOf(policy, all, { planned, selection: own.get(policy), fate })
  })
  const reasons = new Map(holds.map(({ change, why, lift }) => [change.marker.policy, { why, lift }]))
  const held = [...changesByPolicy(holds.map(({ change }) => change))].flatMap(
    ([policy, all]): readonly Row[] => {
      const reason = reasons.get(policy)
      if (reason === undefined) return []
      const fate: Fate = { kind: 'held', ...reason, branch: branchOf(policy) }
      return [rowOf(policy, all, { planned, selection: own.get(policy), fate })]
    },
  )
  return merged([...going, ...held])
}

interface About {
  readonly planned: EnvironmentPlan
  readonly selection: Selection | undefined
  readonly fate: Fate
}

function rowOf(policy: PolicyKey, changes: Group<Change>, about: About): Row {
  const { planned, selection, fate } = about
  const { from, to } = bumpOf(policy, changes)
  const configured = planned.environment.policies.find(({ key }) => key === policy)
  const record = selection?.kind === 'selected' ? selection.record : undefined
  const step = stepText(changes, selection)
  const isAway = selection?.kind === 'selected' && courseOf(selection.weighed) !== 'forward'
  return {
    policies: [policy],
    image: configured?.repository.name.text ?? '',
    from,
    to,
    step,
    isBack: isAway || step.includes('back'),
    rule: record?.rule ?? '',
    warnings: record?.warnings ?? [],
    places: placesOf(changes),
    fate,
  }
}

/** A digest beside its tag is no place of its own. */
function placesOf(changes: readonly Change[]): readonly Place[] {
  const whole = changes.filter(({ marker }) => marker.field === 'image' || marker.field === 'tag')
  const told = whole.length > 0 ? whole : changes
  const [field] = told.map(({ marker }) => marker.field)
  const counted = whole.length > 0 ? whole : told.filter(({ marker }) => marker.field === field)
  return counted.map(({ marker }) => marker.place)
}

/** Policies that want the same of the same image, for the same reason and with the same fate, are told together. */
function merged(rows: readonly Row[]): readonly Row[] {
  const alike = grouped(rows, ({ policies, image, from, to, rule, warnings, fate }) => {
    const where = fate.kind === 'sent' ? fate.publication.branch : fate
    return JSON.stringify([image || policies, from, to, rule, warnings, fate.kind, where])
  })
  return [...alike.values()].map(together)
}

function together(rows: Group<Row>): Row {
  const [first] = rows
  return {
    ...first,
    policies: rows.flatMap(({ policies }) => policies),
    places: rows.flatMap(({ places }) => places),
  }
}
