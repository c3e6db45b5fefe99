/** One environment in the summary: what goes where and what is held, policies that chose nothing, and the decisions folded away. */
import { code, plainText, tableLines } from '../../model/markdown.ts'
import type { EnvironmentPlan } from '../../model/plan.ts'
import { type Selection, withoutKey } from '../../model/policy.ts'
import { guardsText } from '../../model/pull-request.ts'
import { type Publication, type RunReport, selectionsOf } from '../../model/report.ts'
import { counted, few } from '../../model/words.ts'
import { formatPlace } from '../../model/problem.ts'
import { wayText } from '../../model/environment.ts'
import { grouped } from '../../model/grouped.ts'
import { isUnread } from './report.ts'
import { decisionLines } from './summary-decisions.ts'
import type { Row, Told } from './summary-rows.ts'
import { publicationText, requestLink, version, versions } from './summary-words.ts'

/** None for an environment in which there is nothing to tell: `quietLines` names it. */
export function environmentLines(told: Told, report: RunReport, home: string | undefined): readonly string[] {
  const { planned, rows } = told
  const { environment, guards } = planned
  if (isQuiet(told, report)) return []
  const own = selectionsOf(environment.name, report.selections)
  const others = besides(told, report)
  const unchanged = unchangedText(rows, own)
  return [
    `### ${plainText(environment.name)}`,
    '',
    `${code(environment.branch)}, ${plainText(wayText(environment.delivery))}.`,
    ...(guards === undefined ? [''] : [guardsText(guards, environment.branch, code), '']),
    ...(isUnread(planned) ? ['Not read.', ''] : []),
    ...tableLines(
      columns,
      rows.map((row) => cellsOf(row, { planned, report, home })),
    ),
    ...others.map((each) => `- ${publicationText(each, environment.branch, home)}`),
    ...without(own),
    ...(others.length > 0 || without(own).length > 0 ? [''] : []),
    ...(unchanged === '' ? [] : [unchanged, '']),
    ...decisionLines([{ planned, selections: own }]),
  ]
}

/** Environments that are as they should be, all in one section; without a heading where they come right behind the first line. */
export function quietLines(told: readonly Told[], report: RunReport, isFirst: boolean): readonly string[] {
  const quiet = told.filter((each) => isQuiet(each, report))
  if (quiet.length === 0) return []
  const named = quiet.map(({ planned }) => ({
    planned,
    selections: selectionsOf(planned.environment.name, report.selections),
  }))
  const lines = named.map(({ planned: { environment }, selections }) => {
    const text = unchangedText([], selections) || 'no policy in use.'
    return `- ${plainText(environment.name)} (${code(environment.branch)}): ${text}`
  })
  // The first line of the summary has said it where nothing else is told.
  const heading = isFirst && quiet.length === told.length ? [] : ['### Nothing to change', '']
  return [...heading, ...few(lines, 30), '', ...decisionLines(named)]
}

function isQuiet(told: Told, report: RunReport): boolean {
  const { planned, rows } = told
  const own = selectionsOf(planned.environment.name, report.selections)
  return (
    rows.length === 0 && !isUnread(planned) && without(own).length === 0 && besides(told, report).length === 0
  )
}

const columns = ['image', 'from', 'to', 'step', 'why', 'where']

interface About {
  readonly planned: EnvironmentPlan
  readonly report: RunReport
  readonly home: string | undefined
}

function cellsOf(row: Row, about: About): readonly string[] {
  const { image, from, to, places, policies, rule, warnings } = row
  const where = few(
    places.map((place) => code(formatPlace(place))),
    1,
  ).join(' ')
  return [
    [code(image || (policies[0] ?? '')), where].join('<br>'),
    versions(from),
    version(to),
    stepCell(row),
    [
      few(policies.map(code), 2).join(', '),
      plainText(shortRule(rule)),
      ...warnings.map((warning) => `Beware: ${plainText(warning)}`),
    ]
      .filter((text) => text !== '')
      .join('<br>'),
    whereCell(row, about),
  ]
}

/** Steps that one should look at twice stand out. */
function stepCell({ step, isBack }: Row): string {
  const text = isBack && !step.includes('back') ? `${step}, back` : step
  return /major|back/.test(text) ? `**${text}**` : text
}

/** The pattern stands with the decision. */
function shortRule(rule: string): string {
  return rule.replace(/ among tags that match .*?(?=, of those that |; without the pin |$)/, '')
}

function whereCell({ fate, policies }: Row, { planned, report, home }: About): string {
  const gates = (planned.waits ?? [])
    .filter(({ policy }) => policies.includes(policy))
    .flatMap((wait) => wait.gates)
    .filter(({ state }) => state !== 'passed')
    .map(({ kind, text }) => `${kind}: ${plainText(text)}`)
  const waits = [...new Set(gates)]
  switch (fate.kind) {
    case 'held': {
      const request = report.open?.find(({ branch }) => branch === fate.branch)
      const link = request === undefined ? '' : ` (${requestLink(request)})`
      return [`**held**, ${fate.why}${link}`, plainText(fate.lift)].join('<br>')
    }
    case 'sent':
      return [publicationText(fate.publication, planned.environment.branch, home), ...waits].join('<br>')
    case 'wanted':
      return 'would be written'
  }
}

/** What was done in the environment besides its rows. */
function besides({ planned, rows }: Told, { publications }: RunReport): readonly Publication[] {
  const told = new Set(rows.flatMap(({ fate }) => (fate.kind === 'sent' ? [fate.publication] : [])))
  return publications.filter(
    (each) => each.environment === planned.environment.name && each.kind !== 'unchanged' && !told.has(each),
  )
}

/** Policies that chose nothing, those with the same reason together; a policy that was not looked at is only counted. */
function without(selections: readonly Selection[]): readonly string[] {
  const told = selections.flatMap((each) => {
    if (each.kind === 'selected' || each.problem === undefined) return []
    const { key } = each.policy
    const outcome = each.kind === 'failed' ? 'chose nothing' : 'undecided'
    return [{ key, reason: `${outcome}: ${plainText(withoutKey(each.problem.message, key))}` }]
  })
  return [...grouped(told, ({ reason }) => reason)].map(([reason, all]) => {
    const policies = all.map(({ key }) => code(key))
    return `- ${few(policies, 5).join(', ')} ${reason}`
  })
}

/** What is only counted; the empty text where there is nothing. */
function unchangedText(rows: readonly Row[], selections: readonly Selection[]): string {
  const moving = new Set(rows.flatMap(({ policies }) => policies))
  const still = selections.filter(({ kind, policy }) => kind === 'selected' && !moving.has(policy.key)).length
  const unseen = selections.filter((each) => each.kind === 'undecided' && each.problem === undefined).length
  const other = rows.length === 0 ? '' : 'other '
  return [
    ...(still === 0 ? [] : [`${counted(still, `${other}policy`)} ${still === 1 ? 'is' : 'are'} up to date.`]),
    ...(unseen === 0 ? [] : [`${unseen} not looked at in this run.`]),
  ].join(' ')
}
