/** The report as Markdown for the job summary: what happened, what needs a person, then every environment. */
import { code, plainText, tableLines } from '../../model/markdown.ts'
import { type Problem, formatPlace, levels } from '../../model/problem.ts'
import { remedies } from '../../model/remedies.ts'
import type { RunReport } from '../../model/report.ts'
import { formatDuration, formatTime } from '../../model/time.ts'
import { tokenText } from '../../model/token.ts'
import { few } from '../../model/words.ts'
import { type Group, grouped } from '../../model/grouped.ts'
import { chainLines } from './chain.ts'
import { allProblems } from './report.ts'
import { cutLines } from './summary-cut.ts'
import { environmentLines, quietLines } from './summary-environment.ts'
import { imagesAfter } from './summary-images.ts'
import { headline } from './summary-headline.ts'
import { personLines } from './summary-person.ts'
import { rowsOf, type Told } from './summary-rows.ts'

/** `home` is the repository's page, as in `https://github.com/acme/gitops`: commits are linked where it is given. */
export function summaryMarkdown(report: RunReport, home?: string): string {
  const told = report.environments.map((planned): Told => ({ planned, rows: rowsOf(planned, report) }))
  const problems = allProblems(report)
  const person = personLines(told, report, problems)
  const environments = report.environments.map(({ environment }) => environment)
  return cutLines([
    '## Image Bump',
    '',
    `**${headline(told, report, problems)}**`,
    '',
    ...person,
    ...told.flatMap((each) => environmentLines(each, report, home)),
    ...quietLines(told, report, person.length === 0),
    ...chainLines(environments, imagesAfter(report.images ?? [], told)),
    ...problemLines(problems),
    ...footLines(report),
  ])
}

/** What was said of several places in the same words is one row. */
function problemLines(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return []
  const alike = grouped(problems, ({ level, code: name, message }) => JSON.stringify([level, name, message]))
  const rows = [...alike.values()].map(problemRow)
  const ordered = levels.flatMap((level) => rows.filter((row) => row[0] === level))
  return ['### Problems', '', ...tableLines(['level', 'code', 'place', 'what and what to do'], ordered)]
}

function problemRow(all: Group<Problem>): readonly string[] {
  const [{ level, code: name, message }] = all
  const places = all.flatMap(({ place }) => place ?? [])
  const shown = few(
    places.map((place) => code(formatPlace(place))),
    mostPlaces,
  )
  const what = `${plainText(message)}<br>${plainText(remedies[name])}`
  return [level, code(name), shown.join('<br>'), what]
}

const mostPlaces = 5

function footLines({ requests, began, took, identity }: RunReport): readonly string[] {
  const when = began === undefined ? [] : [`Began ${formatTime(began)}`]
  const time = took === undefined ? [] : [`took ${took < 1000 ? 'less than a second' : formatDuration(took)}`]
  const token = identity === undefined ? [] : [`with ${plainText(tokenText(identity))}`]
  const run = [...when, ...time, ...token].join(', ')
  const hosts = [...requests].map(([host, count]) => `${code(host)} ${count}`)
  return [
    ...(hosts.length === 0 ? [] : [`Registry requests: ${hosts.join(', ')}.`, '']),
    ...(run === '' ? [] : [`${run.charAt(0).toUpperCase()}${run.slice(1)}.`, '']),
  ]
}
