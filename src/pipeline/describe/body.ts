/** The body of a pull request. Tags and file names are untrusted: nothing in them may become a mention, a link or a command. */
import { code, plainText, tableRow } from '../../model/markdown.ts'
import type { PlannedCommit } from '../../model/plan.ts'
import type { DecisionRecord, Selection } from '../../model/policy.ts'
import { type Bump, bumpsOf } from './bumps.ts'
import { fewOf } from './inert.ts'

/** In UTF-16 units. GitHub refuses bodies over 65,536 characters; the text is cut at a line below this. */
const limit = 60_000

/** `into` is the branch that the request wants to enter. */
export function bodyOf(
  { environment, changes }: PlannedCommit,
  into: string,
  selections: readonly Selection[],
): string {
  const bumps = bumpsOf(changes)
  const head = [
    `Image Bump proposes this for **${plainText(environment.name)}** (into ${code(into)}).`,
    '',
    tableRow(['policy', 'from', 'to', 'files']),
    tableRow(['---', '---', '---', '---']),
    ...bumps.map(row),
  ]
  const why = bumps.flatMap((bump) => reasons(bump, selections))
  return cut([...head, '', '### Why', '', ...why])
}

function row({ policy, from, to, places }: Bump): string {
  const files = places.map(({ file, line }) => code(short(`${file}:${line ?? 1}`)))
  return tableRow([
    code(short(policy)),
    fewOf(from.map(short).map(code), 5).join(', '),
    code(short(to)),
    fewOf(files, 20).join('<br>'),
  ])
}

function reasons({ policy }: Bump, selections: readonly Selection[]): readonly string[] {
  const selection = selections.find((each) => each.policy.key === policy)
  if (selection?.kind !== 'selected') return []
  const { record, latest } = selection
  const digest = latest.digest === undefined ? '' : ` at ${code(latest.digest)}`
  const chosen = `${code(short(latest.tag))}${digest}, ${plainText(short(record.rule))}`
  const next = record.runnersUp.map(short).map(code).join(', ')
  return [
    `- ${code(short(policy))}: ${chosen}. ${counts(record)}`,
    ...(next === '' ? [] : [`  Next in line: ${next}.`]),
    ...record.warnings.map((warning) => `  Beware: ${plainText(short(warning))}.`),
  ]
}

function counts({ listed, excluded, unmatched, unparsable, outOfRange }: DecisionRecord): string {
  const parts = [
    [excluded.count, 'excluded'],
    [unmatched.count, 'not matched by the filter'],
    [unparsable.count, 'no version'],
    [outOfRange.count, 'out of range'],
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  const all = listed === 1 ? '1 tag listed' : `${listed} tags listed`
  return `${all}${told.length === 0 ? '' : `: ${told.join(', ')}`}.`
}

/** No single value may push all others out of the text. */
function short(text: string): string {
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`
}

const foot = [
  '',
  'Only the marked values change. The next run keeps this request up to date until it is merged or closed.',
  '',
].join('\n')
const cutHere = '\n\nCut here: the rest is in the run report.'

function cut(lines: readonly string[]): string {
  const whole = `${lines.join('\n')}\n${foot}`
  if (whole.length <= limit) return whole
  let length = `${cutHere}\n${foot}`.length
  const kept = lines.findIndex((line) => (length += line.length + 1) > limit)
  return `${lines.slice(0, kept).join('\n')}${cutHere}\n${foot}`
}
