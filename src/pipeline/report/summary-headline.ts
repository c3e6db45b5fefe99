/** What happened, in one sentence. */
import { plainText } from '../../model/markdown.ts'
import type { Problem } from '../../model/problem.ts'
import { type Publication, type RunReport, selectionsOf } from '../../model/report.ts'
import { counted, named } from '../../model/words.ts'
import { isUnread } from './report.ts'
import type { Row, Told } from './summary-rows.ts'

/** Markdown without a line break. */
export function headline(told: readonly Told[], report: RunReport, problems: readonly Problem[]): string {
  const done = [...sentText(told), ...requestText(report.publications, told), ...heldText(told)]
  const nothing = done.length === 0 ? [nothingText(told, report)] : []
  const besides = [...openText(report, told), ...undecidedText(report), ...problemText(problems)]
  const [first = '', ...others] = [...nothing, ...done, ...besides]
  return `${[first.charAt(0).toUpperCase() + first.slice(1), ...others].join(', ')}.`
}

/** Changes that go straight to a branch, and those that could not go or did not. */
function sentText(told: readonly Told[]): readonly string[] {
  const of = (
    isWanted: (row: Row, each: Told) => boolean,
    text: (changes: string, where: string) => string,
  ) => {
    const found = told.map((each) => ({ ...each, rows: each.rows.filter((row) => isWanted(row, each)) }))
    const count = changesIn(found)
    return count === 0 ? [] : [text(counted(count, 'change'), names(found))]
  }
  const isSent =
    (kind: Publication['kind']) =>
    (row: Row, { planned }: Told) =>
      row.fate.kind === 'sent' &&
      row.fate.publication.kind === kind &&
      (kind !== 'planned' || row.fate.publication.branch === planned.environment.branch)
  return [
    ...of(isSent('committed'), (changes, where) => `${changes} committed to ${where}`),
    ...of(isSent('planned'), (changes, where) => `${changes} would be committed to ${where}`),
    ...of(isSent('failed'), (changes, where) => `${changes} not delivered to ${where}`),
    ...of(
      ({ fate }) => fate.kind === 'wanted',
      (changes, where) => `${changes} wanted in ${where}`,
    ),
  ]
}

function requestText(publications: readonly Publication[], told: readonly Told[]): readonly string[] {
  const of = (
    isWanted: (publication: Publication) => boolean,
    text: (requests: string, where: string) => string,
  ) => {
    const found = publications.filter(isWanted)
    const branches = new Set(found.map(({ branch }) => branch))
    const environments = new Set(found.map(({ environment }) => environment))
    return found.length === 0 ? [] : [text(counted(branches.size, 'pull request'), list([...environments]))]
  }
  const bases = new Map(told.map(({ planned: { environment } }) => [environment.name, environment.branch]))
  const wanted = new Set(
    told.flatMap(({ rows }) => rows.map(({ fate }) => (fate.kind === 'sent' ? fate.publication : undefined))),
  )
  const isPlanned = ({ kind, branch, environment }: Publication) =>
    kind === 'planned' && branch !== bases.get(environment)
  const isDone = (operation: string) => (each: Publication) =>
    each.kind === 'proposed' && each.request?.operation === operation
  return [
    ...of(isDone('created'), (requests, where) => `${requests} opened for ${where}`),
    ...of(isDone('updated'), (requests, where) => `${requests} updated for ${where}`),
    ...of(
      (each) => isPlanned(each) && wanted.has(each),
      (requests, where) => `${requests} would be written for ${where}`,
    ),
    ...of(
      (each) => isPlanned(each) && !wanted.has(each),
      (requests, where) => `${requests} would be closed for ${where}`,
    ),
    ...of(
      ({ kind }) => kind === 'closed',
      (requests, where) => `${requests} closed for ${where}`,
    ),
  ]
}

function heldText(told: readonly Told[]): readonly string[] {
  const held = told.map((each) => ({ ...each, rows: each.rows.filter(({ fate }) => fate.kind === 'held') }))
  const count = changesIn(held)
  return count === 0 ? [] : [`${count} held in ${names(held)}`]
}

function nothingText(told: readonly Told[], { selections }: RunReport): string {
  if (told.length === 0) return 'nothing was run'
  const unread = told.filter(({ planned }) => isUnread(planned))
  if (unread.length > 0) return `${list(unread.map(nameOf))} could not be read`
  const still = told.flatMap(({ planned, rows }) => {
    const moving = new Set(rows.flatMap(({ policies }) => policies))
    const own = selectionsOf(planned.environment.name, selections)
    return own.filter(({ kind, policy }) => kind === 'selected' && !moving.has(policy.key))
  }).length
  return still === 0 ? 'nothing to change' : `nothing to change, ${counted(still, 'policy')} up to date`
}

/** Those that this run did not write. */
function openText({ open = [], publications }: RunReport, told: readonly Told[]): readonly string[] {
  const written = new Set(publications.filter(({ kind }) => kind !== 'unchanged').map(({ branch }) => branch))
  const waiting = open.filter(({ branch }) => !written.has(branch))
  return told.length === 0 || waiting.length === 0
    ? []
    : [`${counted(waiting.length, 'pull request')} open from before`]
}

function undecidedText({ selections }: RunReport): readonly string[] {
  const all = selections.flatMap((each) => each.selections)
  const failed = all.filter(({ kind }) => kind === 'failed').length
  const undecided = all.filter(
    (each) => each.kind === 'undecided' && each.problem !== undefined && each.problem.level !== 'note',
  ).length
  return [
    ...(failed === 0 ? [] : [`${counted(failed, 'policy')} without a choice`]),
    ...(undecided === 0 ? [] : [`${counted(undecided, 'policy')} undecided`]),
  ]
}

function problemText(problems: readonly Problem[]): readonly string[] {
  return (['error', 'warning'] as const).flatMap((level) => {
    const count = problems.filter((problem) => problem.level === level).length
    return count === 0 ? [] : [counted(count, level)]
  })
}

/** Of an image that several policies want to change alike, each counts. */
function changesIn(told: readonly Told[]): number {
  return told.reduce((sum, { rows }) => sum + rows.reduce((own, { policies }) => own + policies.length, 0), 0)
}

function names(told: readonly Told[]): string {
  return list(told.filter(({ rows }) => rows.length > 0).map(nameOf))
}

function nameOf({ planned }: Told): string {
  return planned.environment.name
}

/** How many environments are named. */
const most = 3

function list(environments: readonly string[]): string {
  return named(environments.map(plainText), environments.length > most ? most - 1 : most)
}
