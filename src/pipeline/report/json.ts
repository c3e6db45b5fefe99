/** The report as programs read it. The shape is a promise: CONTRACTS, `plan|publish --output json`; keys are only added. */
import type { Gate } from '../../model/gate.ts'
import type { Change, DescribedParcel, EnvironmentPlan, Wait } from '../../model/plan.ts'
import type { PolicyKey, Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Identity } from '../../model/pull-request.ts'
import { isTag } from '../../model/reference.ts'
import { type Publication, type RunReport, selectionsOf } from '../../model/report.ts'

export function reportJson(report: RunReport): object {
  const all = report.selections.flatMap(({ selections }) => selections)
  return {
    version: 1,
    environments: report.environments.map((each) => environmentJson(each, report)),
    selections: byPolicy(all, selectionJson),
    decisions: byPolicy(all, decisionJson),
    problems: report.problems.map(problemJson),
    ...(report.identity && { token: tokenJson(report.identity) }),
    ...(report.began !== undefined && { began: new Date(report.began).toISOString() }),
    ...(report.took !== undefined && { took: report.took }),
    requests: Object.fromEntries([...report.requests].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** The commits of a plan, with the messages that they would have. */
export function commitsJson(parcels: readonly DescribedParcel[]): readonly object[] {
  return parcels.flatMap(({ parcel, commits, text }) =>
    commits.map(({ planned: { environment, group }, message }) => ({
      environment: environment.name,
      ...(group !== undefined && { group }),
      branch: parcel.branch,
      message,
      ...(text && { title: text.title }),
    })),
  )
}

export function changeJson({ marker, to }: Change): object {
  const { place, object, value, setter } = marker
  return { file: place.file, line: place.line, column: place.column, object, old: value, new: to, setter }
}

export function problemJson({ code, level, message, place, flux }: Problem): object {
  return { code, level, message, ...place, ...(flux !== undefined && { flux }) }
}

function environmentJson(
  { environment, base, changes, holds, problems, guards, waits }: EnvironmentPlan,
  report: RunReport,
): object {
  const { name, branch } = environment
  const own = selectionsOf(name, report.selections)
  return {
    name,
    branch,
    base: base ?? null,
    ...(guards && { guards }),
    ...(waits && { waits: waits.map(waitJson) }),
    changes: changes.map(changeJson),
    held: holds.map(({ change, why, lift }) => ({ change: changeJson(change), why, lift })),
    problems: problems.map(problemJson),
    delivered: report.publications.filter((each) => each.environment === name).map(publicationJson),
    selections: byPolicy(own, selectionJson),
    decisions: byPolicy(own, decisionJson),
  }
}

export function waitJson({ policy, tag, gates }: Wait): object {
  return { policy, tag, gates: gates.map(gateJson) }
}

/** Times as programs read them: ISO 8601, UTC. */
export function gateJson({ kind, state, text, until }: Gate): object {
  return { kind, state, text, ...(until !== undefined && { until: new Date(until).toISOString() }) }
}

function tokenJson({ login, kind }: Identity): object {
  return { login, kind }
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

/** Two environments may share a namespace and choose differently: what they do not all say alike is left out; each says its own. */
function byPolicy(
  selections: readonly Selection[],
  entryOf: (selection: Selection) => object | undefined,
): object {
  const entries = new Map<PolicyKey, (object | undefined)[]>()
  for (const selection of selections) {
    const { key } = selection.policy
    entries.set(key, [...(entries.get(key) ?? []), entryOf(selection)])
  }
  const agreed = [...entries].flatMap(([key, [first, ...others]]) => {
    const text = JSON.stringify(first)
    return first !== undefined && others.every((other) => JSON.stringify(other) === text)
      ? [[key, first]]
      : []
  })
  return Object.fromEntries(agreed)
}

/** What `apply --selections` takes: nothing that no image reference can have. */
function selectionJson(selection: Selection): object | undefined {
  if (selection.kind !== 'selected') return undefined
  const { name, tag, digest } = selection.latest
  if (!isTag(tag)) return undefined
  return { name: name.text, tag, digest: digest ?? '' }
}

function decisionJson(selection: Selection): object | undefined {
  return selection.kind === 'undecided' ? undefined : selection.record
}
