/** What policies choose on two sides, and where that differs. */
import type { PolicyKey, Selection } from '../../model/policy.ts'
import { formatImageReference, isTag } from '../../model/reference.ts'
import type { RunReport } from '../../model/report.ts'

/** A policy before and after; undefined on the side where it is not, or no marker names it. */
export interface ChoiceStep {
  readonly environment: string
  readonly policy: PolicyKey
  readonly before?: Choice
  readonly after?: Choice
}

export type Choice =
  | { readonly kind: 'chosen'; readonly reference: string }
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'undecided'; readonly why: string }

/** Every policy of both sides, in the order of what is proposed. */
export function choiceSteps(before: RunReport | undefined, after: RunReport): readonly ChoiceStep[] {
  const [old, fresh] = [choicesOf(before), choicesOf(after)]
  return [...new Map([...fresh, ...old])].map(([key, { environment, policy }]) => {
    const [one, other] = [old.get(key), fresh.get(key)]
    return { environment, policy, ...(one && { before: one.choice }), ...(other && { after: other.choice }) }
  })
}

/** Why nothing was chosen is told among the problems, and may be said in other words. */
export function isSameChoice({ before, after }: ChoiceStep): boolean {
  if (before?.kind === 'chosen' && after?.kind === 'chosen') return before.reference === after.reference
  return before?.kind === after?.kind
}

interface Chosen extends Pick<ChoiceStep, 'environment' | 'policy'> {
  readonly choice: Choice
}

function choicesOf(report: RunReport | undefined): ReadonlyMap<string, Chosen> {
  const all = report?.selections ?? []
  return new Map(
    all.flatMap(({ environment, selections }) =>
      selections.map((selection) => {
        const policy = selection.policy.key
        return [JSON.stringify([environment, policy]), { environment, policy, choice: choiceOf(selection) }]
      }),
    ),
  )
}

function choiceOf(selection: Selection): Choice {
  switch (selection.kind) {
    case 'selected': {
      const reference = formatImageReference(selection.latest)
      if (isTag(selection.latest.tag)) return { kind: 'chosen', reference }
      return { kind: 'nothing', why: `${reference} would win and is no image reference` }
    }
    case 'failed':
      return { kind: 'nothing', why: selection.problem.message }
    case 'undecided':
      return { kind: 'undecided', why: selection.problem?.message ?? 'not looked at in this run' }
  }
}
