/** A preview as Markdown, for the job summary and for a comment. Names, tags and messages in it are a stranger's. */
import { code, plainText, tableLines } from '../../model/markdown.ts'
import { type Problem, formatPlace } from '../../model/problem.ts'
import { remedies } from '../../model/remedies.ts'
import { counted } from '../../model/words.ts'
import { wayText } from '../../model/environment.ts'
import { fittingLines } from '../../model/fitting.ts'
import type { Choice } from './choices.ts'
import { isQuiet, type Preview } from './preview.ts'
import type { Target, ValueStep } from './values.ts'

/** What a preview is told with. */
export interface PreviewFrame {
  /** What it was compared with. */
  readonly base: { readonly branch: string; readonly commit: string }
  readonly isFork: boolean
  /** In characters; what is longer is cut at the end of a row. */
  readonly atMost: number
}

/** Much below 1 MiB, above which GitHub drops a summary whole. A character has at most three bytes. */
export const summaryLimit = 300_000

/** GitHub takes 65,536 characters. */
export const commentLimit = 60_000

export function previewMarkdown(preview: Preview, frame: PreviewFrame): string {
  const { base, isFork, atMost } = frame
  const branch = code(base.branch)
  const sides = [`on ${branch}`, 'with this pull request']
  const lines = [
    '## Image Bump: preview',
    '',
    `What merging this pull request would change, compared with ${branch} at ${code(base.commit.slice(0, 7))}. Nothing was written.`,
    '',
    ...(isFork ? [fromFork, ''] : []),
    ...(preview.isBroken ? [cannotRun, ''] : []),
    ...(isQuiet(preview) ? ['Nothing: every policy chooses what it chose before.', ''] : []),
    ...section('Policies', ['environment', 'policy', ...sides], choiceRows(preview)),
    ...section('Environments', ['environment', ...sides], environmentRows(preview)),
    ...section('Values', ['environment', 'place', 'now', ...sides, 'how'], preview.values.map(valueRow)),
    ...section(
      'Problems',
      ['level', 'code', 'place', 'what and what to do'],
      preview.problems.map(problemRow),
    ),
    ...sameLines(preview, branch),
  ]
  return cut(lines, atMost)
}

const fromFork =
  'It comes from a fork, so nobody was logged in anywhere: images that cannot be read without a login stay undecided.'

const cannotRun =
  'As it is proposed it cannot run, so nothing was compared: after merging every run would fail with what is told here.'

function choiceRows({ choices }: Preview): readonly (readonly string[])[] {
  return choices.map(({ environment, policy, before, after }) => [
    plainText(environment),
    code(policy),
    choiceText(before),
    choiceText(after),
  ])
}

function choiceText(choice: Choice | undefined): string {
  switch (choice?.kind) {
    case 'chosen':
      return code(choice.reference)
    case 'nothing':
      return `nothing: ${plainText(choice.why)}`
    case 'undecided':
      return `undecided: ${plainText(choice.why)}`
    case undefined:
      return 'not used'
  }
}

function environmentRows({ environments }: Preview): readonly (readonly string[])[] {
  const text = (words: readonly string[] | undefined) => plainText(words?.join(', ') ?? 'not there')
  return environments.map(({ name, before, after }) => [plainText(name), text(before), text(after)])
}

function valueRow({ environment, place, from, before, after }: ValueStep): readonly string[] {
  return [
    plainText(environment.name),
    code(formatPlace(place)),
    code(from),
    targetText(before),
    targetText(after),
    plainText(wayText(environment.delivery)),
  ]
}

function targetText(target: Target | undefined): string {
  if (target === undefined) return 'stays'
  return target.held === undefined ? code(target.to) : `${code(target.to)}, held: ${target.held}`
}

function problemRow({ level, code: name, place, message }: Problem): readonly string[] {
  const at = place === undefined ? '' : code(formatPlace(place))
  return [level, code(name), at, `${plainText(message)}<br>${plainText(remedies[name])}`]
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : [`### ${title}`, '', ...tableLines(head, rows)]
}

function sameLines({ same }: Preview, branch: string): readonly string[] {
  const counts = [
    ...(same.choices > 0 ? [counted(same.choices, 'policy')] : []),
    ...(same.values > 0 ? [`${counted(same.values, 'value')} to be written`] : []),
    ...(same.problems > 0 ? [counted(same.problems, 'problem')] : []),
  ]
  return counts.length === 0 ? [] : [`The same as on ${branch}: ${counts.join(', ')}.`, '']
}

function cut(lines: readonly string[], atMost: number): string {
  const kept = fittingLines(lines, atMost - 100)
  const left = lines.length - kept.length
  const told = left === 0 ? [] : ['', `Cut here: ${left} lines more are in the log of the run.`, '']
  return [...kept, ...told].join('\n')
}
