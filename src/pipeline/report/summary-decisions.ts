/** How policies decided and what waits at gates, folded away: whoever wonders why finds it, and nobody else has to read it. */
import { code, plainText, tableLines } from '../../model/markdown.ts'
import type { EnvironmentPlan } from '../../model/plan.ts'
import type { DecisionRecord, Selection } from '../../model/policy.ts'
import { isTag } from '../../model/reference.ts'
import { detailsEnd } from './summary-cut.ts'
import { countsText } from './terminal.ts'

export interface Decided {
  readonly planned: EnvironmentPlan
  readonly selections: readonly Selection[]
}

/** Nothing where nothing was decided. */
export function decisionLines(all: readonly Decided[]): readonly string[] {
  const isOne = all.length === 1
  const named = ({ planned }: Decided): readonly string[] =>
    isOne ? [] : [plainText(planned.environment.name)]
  const head = isOne ? [] : ['environment']
  const decisions = all.flatMap((each) =>
    each.selections.map((selection) => [...named(each), ...decisionCells(selection)]),
  )
  const gates = all.flatMap((each) =>
    (each.planned.waits ?? []).flatMap(({ policy, tag, gates: own }) =>
      own.map(({ kind, state, text }) => [
        ...named(each),
        code(policy),
        code(tag),
        kind,
        state,
        plainText(text),
      ]),
    ),
  )
  if (decisions.length + gates.length === 0) return []
  const count = decisions.length === 1 ? 'the decision' : `all ${decisions.length} decisions`
  return [
    `<details><summary>Why: ${count}</summary>`,
    '',
    ...tableLines([...head, 'policy', 'chosen', 'why'], decisions),
    ...tableLines([...head, 'policy', 'tag', 'gate', 'state', 'what for'], gates),
    detailsEnd,
    '',
  ]
}

function decisionCells(selection: Selection): readonly string[] {
  const key = code(selection.policy.key)
  switch (selection.kind) {
    case 'selected': {
      const { latest, record } = selection
      const chosen = isTag(latest.tag)
        ? code(`${latest.name.text}:${latest.tag}`)
        : `nothing: ${code(latest.tag)} would win and is no tag`
      return [key, chosen, recordText(record)]
    }
    case 'failed':
      return [key, 'nothing', `${plainText(selection.problem.message)}<br>${recordText(selection.record)}`]
    case 'undecided':
      return [key, 'undecided', plainText(selection.problem?.message ?? 'not looked at in this run')]
  }
}

function recordText(record: DecisionRecord): string {
  return [record.rule, countsText(record), ...record.warnings.map((warning) => `Beware: ${warning}`)]
    .map(plainText)
    .join('<br>')
}
