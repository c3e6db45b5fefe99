/** The report as plain lines for a terminal or a log. */
import { printable } from '../../model/printable.ts'
import { noBranch, wayText } from '../../model/environment.ts'
import type { Change, EnvironmentPlan } from '../../model/plan.ts'
import type { DecisionRecord, Selection } from '../../model/policy.ts'
import { formatPlace, type Problem } from '../../model/problem.ts'
import { remedies } from '../../model/remedies.ts'
import { guardsText } from '../../model/pull-request.ts'
import { isTag } from '../../model/reference.ts'
import { type Publication, type RunReport, selectionsOf } from '../../model/report.ts'
import { tokenText } from '../../model/token.ts'
import { counted } from '../../model/words.ts'
import { allProblems, isUnread } from './report.ts'

export function reportLines(report: RunReport): readonly string[] {
  const environments = report.environments.flatMap((each) => ['', ...environmentLines(each, report)])
  const problems = allProblems(report)
  const told = problems.length === 0 ? [] : ['', 'Problems', ...problems.flatMap(problemLines)]
  const { identity } = report
  const token = identity === undefined ? [] : ['', `Run with ${tokenText(identity)}.`]
  return [...environments, ...token, ...told].slice(1).map(printable)
}

/** `warning policy-unknown apps/dev/web.yaml:3:9`, then what was seen, then what to do. */
export function problemLines({ level, code, message, place }: Problem): readonly string[] {
  const where = place === undefined ? '' : ` ${formatPlace(place)}`
  return [`  ${level} ${code}${where}`, `    ${message}`, `    ${remedies[code]}`].map(printable)
}

function environmentLines(planned: EnvironmentPlan, report: RunReport): readonly string[] {
  const { environment, changes, holds, guards, waits = [] } = planned
  const selections = selectionsOf(environment.name, report.selections)
  const publications = report.publications.filter((each) => each.environment === environment.name)
  return [
    `${environment.name} (${sourceOf(planned)}, ${wayText(environment.delivery)})`,
    ...(guards === undefined ? [] : [`  ${guardsText(guards, environment.branch, (name) => name)}`]),
    ...selections.flatMap(selectionLines),
    ...changes.map((change) => `  change  ${changeText(change)}`),
    ...holds.map(({ change, why }) => `  held    ${changeText(change)} (${why})`),
    ...(changes.length + holds.length === 0
      ? [isUnread(planned) ? '  not read' : '  nothing to change']
      : []),
    ...waits.flatMap(({ policy, gates }) =>
      gates.map(({ kind, state, text }) => `  gate    ${policy} ${kind} ${state}: ${text}`),
    ),
    ...publications.map(publicationLine),
  ]
}

function changeText({ marker, to }: Change): string {
  return `${formatPlace(marker.place)}  ${marker.value || '(empty)'} -> ${to || '(empty)'}`
}

function sourceOf(planned: EnvironmentPlan): string {
  const { environment, base } = planned
  if (base !== undefined) return `${environment.branch} at ${base.slice(0, 7)}`
  return isUnread(planned) ? environment.branch : 'files on disk'
}

function selectionLines(selection: Selection): readonly string[] {
  const { key } = selection.policy
  switch (selection.kind) {
    case 'selected': {
      const { latest, record } = selection
      const digest = latest.digest === undefined ? '' : `@${latest.digest}`
      return [
        `  ${key} ${chosenText(`${latest.name.text}:${latest.tag}${digest}`, isTag(latest.tag))}`,
        `    ${record.rule}; ${countsText(record)}`,
        ...record.warnings.map((warning) => `    warning: ${warning}`),
      ]
    }
    case 'failed':
      return [`  ${key} chose nothing: ${selection.problem.message}`]
    case 'undecided':
      return [`  ${key} is undecided: ${selection.problem?.message ?? 'it was not looked at in this run'}`]
  }
}

/** A registry may list any text; what no reference can have is never written. */
function chosenText(reference: string, isPossible: boolean): string {
  return isPossible ? `chose ${reference}` : `chose nothing: ${reference} would win and is no image reference`
}

/** What fell out at each stage, in one line: `5 tags listed; 1 excluded (x.sig); next 1.2.0`. */
export function countsText(record: DecisionRecord): string {
  const counts = [
    ['excluded', record.excluded],
    ['not matched', record.unmatched],
    ['no version', record.unparsable],
    ['out of range', record.outOfRange],
  ] as const
  const dropped = counts.filter(([, { count }]) => count > 0)
  const told = dropped.map(([what, { count, examples }]) => {
    const more = count > examples.length ? ', ...' : ''
    return `${count} ${what} (${examples.join(', ')}${more})`
  })
  const next = record.runnersUp.length === 0 ? [] : [`next ${record.runnersUp.join(', ')}`]
  return [`${counted(record.listed, 'tag')} listed`, ...told, ...next].join('; ')
}

function publicationLine({ kind, branch, commit, request, problem }: Publication): string {
  const id = commit?.slice(0, 7) ?? ''
  switch (kind) {
    case 'unchanged':
      if (request === undefined) return `  ${branch} is up to date at ${id}`
      return `  pull request #${request.number} from ${branch} is up to date: ${request.url}`
    case 'planned':
      return `  would write to ${branch === noBranch ? 'the branch that is checked out; now there is none' : branch}`
    case 'committed':
      return `  committed ${id} to ${branch}`
    case 'proposed':
      return `  ${request?.operation} pull request #${request?.number} from ${branch} at ${id}: ${request?.url}`
    case 'closed':
      return `  closed pull request #${request?.number} from ${branch}: ${request?.url}`
    case 'failed':
      return `  failed on ${branch}: ${problem?.message}`
  }
}
