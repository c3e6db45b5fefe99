/** The report as Markdown for the job summary. Tags, file names and messages are untrusted. */
import { code, plainText, tableRow } from '../../model/markdown.ts'
import type { EnvironmentPlan } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { remedies } from '../../model/remedies.ts'
import { guardsText } from '../../model/pull-request.ts'
import { isTag } from '../../model/reference.ts'
import { type Publication, type RunReport, selectionsOf } from '../../model/report.ts'
import { tokenText } from '../../model/token.ts'
import { chainLines } from './chain.ts'
import { allProblems, isUnread } from './report.ts'
import { placeText } from './terminal.ts'

/** GitHub takes 1 MiB a step and drops the whole summary above it; the text is cut at a row below this. */
const limit = 900_000

export function summaryMarkdown(report: RunReport): string {
  const lines = [
    '## Image Bump',
    '',
    ...chainLines(
      report.environments.map(({ environment }) => environment),
      report.images ?? [],
    ),
    ...report.environments.flatMap((each) => environmentSection(each, report)),
    ...problemSection(allProblems(report)),
    ...requestLine(report.requests),
    ...(report.identity === undefined ? [] : [`Run with ${plainText(tokenText(report.identity))}.`, '']),
  ]
  return cut(lines)
}

function environmentSection(planned: EnvironmentPlan, report: RunReport): readonly string[] {
  const { environment, changes, holds, guards, waits = [] } = planned
  const selections = selectionsOf(environment.name, report.selections)
  const publications = report.publications.filter((each) => each.environment === environment.name)
  return [
    `### ${plainText(environment.name)} (${code(environment.branch)})`,
    '',
    ...(guards === undefined ? [] : [guardsText(guards, environment.branch, code), '']),
    ...table(['policy', 'chosen', 'why'], selections.map(decisionRow)),
    ...table(
      ['place', 'from', 'to', 'state'],
      [
        ...changes.map(({ marker, to }) => [
          code(placeText(marker.place)),
          code(marker.value),
          code(to),
          'changed',
        ]),
        ...holds.map(({ change: { marker, to }, why }) => [
          code(placeText(marker.place)),
          code(marker.value),
          code(to),
          `held: ${why}`,
        ]),
      ],
    ),
    ...table(
      ['policy', 'tag', 'gate', 'state', 'what for'],
      waits.flatMap(({ policy, tag, gates }) =>
        gates.map(({ kind, state, text }) => [code(policy), code(tag), kind, state, plainText(text)]),
      ),
    ),
    ...(changes.length + holds.length === 0
      ? [isUnread(planned) ? 'Not read.' : 'Nothing to change.', '']
      : []),
    ...publications.map((each) => `- ${publicationText(each)}`),
    '',
  ]
}

function decisionRow(selection: Selection): readonly string[] {
  const key = code(selection.policy.key)
  switch (selection.kind) {
    case 'selected':
      return [
        key,
        isTag(selection.latest.tag)
          ? code(`${selection.latest.name.text}:${selection.latest.tag}`)
          : `nothing: ${code(selection.latest.tag)} would win and is no tag`,
        [selection.record.rule, ...selection.record.warnings.map((warning) => `Beware: ${warning}`)]
          .map(plainText)
          .join('<br>'),
      ]
    case 'failed':
      return [key, 'nothing', plainText(selection.problem.message)]
    case 'undecided':
      return [key, 'undecided', plainText(selection.problem?.message ?? 'not looked at in this run')]
  }
}

function publicationText({ kind, branch, commit, request, problem }: Publication): string {
  const link = request === undefined ? '' : `[#${request.number}](${encodeURI(request.url)})`
  switch (kind) {
    case 'unchanged':
      return `${request === undefined ? code(branch) : link} is up to date`
    case 'planned':
      return `would write to ${code(branch)}`
    case 'committed':
      return `committed ${code(commit?.slice(0, 7) ?? '')} to ${code(branch)}`
    case 'proposed':
      return `${request?.operation} ${link} from ${code(branch)}`
    case 'closed':
      return `closed ${link} from ${code(branch)}`
    case 'failed':
      return `failed on ${code(branch)}: ${plainText(problem?.message ?? '')}`
  }
}

function problemSection(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return []
  const rows = problems.map(({ level, code: name, place, message }) => [
    level,
    code(name),
    place === undefined ? '' : code(placeText(place)),
    `${plainText(message)}<br>${plainText(remedies[name])}`,
  ])
  return ['### Problems', '', ...table(['level', 'code', 'place', 'what and what to do'], rows)]
}

function requestLine(requests: ReadonlyMap<string, number>): readonly string[] {
  if (requests.size === 0) return []
  return [
    `Registry requests: ${[...requests].map(([host, count]) => `${code(host)} ${count}`).join(', ')}.`,
    '',
  ]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  return [tableRow(head), tableRow(head.map(() => '---')), ...rows.map(tableRow), '']
}

function cut(lines: readonly string[]): string {
  let bytes = 0
  const kept = lines.findIndex((line) => (bytes += Buffer.byteLength(line) + 1) > limit)
  if (kept < 0) return lines.join('\n')
  return [
    ...lines.slice(0, kept),
    '',
    `Cut here: ${lines.length - kept} lines more are in the JSON report.`,
    '',
  ].join('\n')
}
