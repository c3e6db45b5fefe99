/** The report as programs read it. The shape is a promise: CONTRACTS, `plan|publish --output json`; keys are only added. */
import type { Change, EnvironmentPlan } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { EnvironmentSelections, Publication, RunReport } from '../../model/report.ts'

export function reportJson(report: RunReport): object {
  const all = report.selections.flatMap(({ selections }) => selections)
  return {
    version: 1,
    environments: report.environments.map((each) => environmentJson(each, report)),
    selections: selectionsJson(agreed(report.selections, all)),
    decisions: decisionsJson(agreed(report.selections, all)),
    problems: report.problems.map(problemJson),
    requests: Object.fromEntries([...report.requests].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

export function changeJson({ marker, to }: Change): object {
  const { place, object, value, setter } = marker
  return { file: place.file, line: place.line, column: place.column, object, old: value, new: to, setter }
}

export function problemJson({ code, level, message, place, flux }: Problem): object {
  return { code, level, message, ...place, ...(flux !== undefined && { flux }) }
}

function environmentJson(
  { environment, base, changes, holds, problems }: EnvironmentPlan,
  report: RunReport,
): object {
  const { name, branch } = environment
  const own = report.selections.find((each) => each.environment === name)?.selections ?? []
  return {
    name,
    branch,
    base: base ?? null,
    changes: changes.map(changeJson),
    held: holds.map(({ change, why, lift }) => ({ change: changeJson(change), why, lift })),
    problems: problems.map(problemJson),
    delivered: report.publications.filter((each) => each.environment === name).map(publicationJson),
    selections: selectionsJson(own),
    decisions: decisionsJson(own),
  }
}

function publicationJson({ kind, group, branch, commit, request }: Publication): object {
  return {
    kind,
    ...(group !== undefined && { group }),
    branch,
    ...(commit !== undefined && { commit }),
    ...(request !== undefined && { url: request.url, number: request.number, operation: request.operation }),
  }
}

function selectionsJson(selections: readonly Selection[]): object {
  const chosen = selections.flatMap((each) =>
    each.kind === 'selected' ? [[each.policy.key, each.latest] as const] : [],
  )
  return Object.fromEntries(
    chosen.map(([key, { name, tag, digest }]) => [key, { name: name.text, tag, digest: digest ?? '' }]),
  )
}

function decisionsJson(selections: readonly Selection[]): object {
  const told = selections.flatMap((each) =>
    each.kind === 'undecided' ? [] : [[each.policy.key, each.record] as const],
  )
  return Object.fromEntries(told)
}

/** Two environments may share a namespace and choose differently; the top level holds what all agree on, each environment its own. */
function agreed(by: readonly EnvironmentSelections[], all: readonly Selection[]): readonly Selection[] {
  const texts = new Map<string, Set<string>>()
  for (const { selections } of by) {
    for (const each of selections) {
      const chosen = JSON.stringify(selectionsJson([each]))
      texts.set(each.policy.key, (texts.get(each.policy.key) ?? new Set()).add(chosen))
    }
  }
  return all.filter(({ policy }) => texts.get(policy.key)?.size === 1)
}
