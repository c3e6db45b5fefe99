/** The body of a pull request. Tags and file names are untrusted: nothing in them may become a mention, a link or a command. */
import { tableLines } from '../../model/markdown.ts'
import type { PlannedCommit } from '../../model/plan.ts'
import type { Selection } from '../../model/policy.ts'
import { againLine } from '../../model/pull-request.ts'
import { type Bump, bumpsOf } from '../../model/bumps.ts'
import { changedLines } from './changed-text.ts'
import { type AllDetails, findDetails } from './details.ts'
import { quoted, spoken } from './inert.ts'
import { reasonLines } from './reasons.ts'
import { stepText } from '../../model/sides.ts'
import { findWanted } from '../../model/setter.ts'
import { few } from '../../model/words.ts'
import { fittingLines } from '../../model/fitting.ts'

/** In UTF-16 units. GitHub refuses bodies over 65,536 characters, and what the request remembers takes up to 33,000 of them. */
const limit = 30_000

export interface BodyParts {
  readonly planned: PlannedCommit
  /** The branch that the request wants to enter. */
  readonly into: string
  /** Those of the environment. */
  readonly selections: readonly Selection[]
  readonly details: AllDetails
  /** What is said before the last words, in any case. */
  readonly before: readonly string[]
}

/** What is proposed and why comes first; of what changed in the sources, as much as there is room for. */
export function bodyOf(parts: BodyParts): string {
  const { planned, into, selections, before } = parts
  const { environment, changes } = planned
  const bumps = bumpsOf(changes)
  const rows = bumps.map((bump) => row(bump, planned, selections))
  const proposed = [
    `Image Bump proposes this for **${spoken(environment.name)}** (into ${quoted(into)}).`,
    '',
    ...tableLines(columns, rows),
    '### Why',
    '',
    ...bumps.flatMap((bump) => whyLines(bump, parts)),
  ]
  const foot = `\n${[...before, '', lastWords].join('\n')}`
  const changed = bumps.flatMap((bump) => {
    const lines = whatChanged(bump, parts)
    return lines.length === 0 ? [] : [lines]
  })
  return fitted(proposed, changed, foot)
}

const columns = ['policy', 'image', 'from', 'to', 'step', 'files']

function row(
  { policy, from, to, places }: Bump,
  { changes }: PlannedCommit,
  selections: readonly Selection[],
): readonly string[] {
  const files = places.map(({ file, line }) => quoted(`${file}:${line ?? 1}`))
  const selection = selections.find((each) => each.policy.key === policy)
  const own = changes.filter(({ marker }) => marker.policy === policy)
  return [
    quoted(policy),
    quoted((selection && findWanted(selection))?.name.text ?? ''),
    few(from.map(quoted), 5).join(', '),
    quoted(to),
    stepText(own, selection),
    few(files, 20).join('<br>'),
  ]
}

function whyLines({ policy }: Bump, { planned, selections, details }: BodyParts): readonly string[] {
  const selection = selections.find((each) => each.policy.key === policy)
  if (selection === undefined) return []
  return reasonLines(selection, findDetails(details, planned.environment.name, policy))
}

function whatChanged({ policy, from, to }: Bump, { planned, details }: BodyParts): readonly string[] {
  const changed = findDetails(details, planned.environment.name, policy)?.changed
  if (changed === undefined) return []
  const [first = ''] = from
  return changedLines(`${quoted(policy)}, ${quoted(first)} to ${quoted(to)}`, changed)
}

const lastWords = [
  'Only the marked values change. The next run keeps this request up to date until it is merged. To close it means: not these versions.',
  '',
  againLine,
  '',
].join('\n')
const cutHere = '\n\nCut here: the rest is in the run report.'
const changedHeading = '\n\n### What changed\n'
const leftOut = '\n- There was no room for more.'

function fitted(lines: readonly string[], blocks: readonly (readonly string[])[], foot: string): string {
  const whole = lines.join('\n')
  if (whole.length + foot.length + 1 > limit) return cut(lines, foot)
  let room = limit - whole.length - foot.length - 1 - changedHeading.length - leftOut.length
  const fitting = blocks
    .map((block) => `\n${block.join('\n')}`)
    .filter((block) => (room -= block.length) >= 0)
  if (fitting.length === 0) return `${whole}\n${foot}`
  const more = fitting.length < blocks.length ? leftOut : ''
  return `${whole}${changedHeading}${fitting.join('')}${more}\n${foot}`
}

function cut(lines: readonly string[], foot: string): string {
  const end = `${cutHere}\n${foot}`
  return `${fittingLines(lines, limit - end.length).join('\n')}${end}`
}
