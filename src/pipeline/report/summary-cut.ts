/** Cuts a summary to what GitHub takes, and leaves whole Markdown. */
import { fittingLines } from '../../model/fitting.ts'

/** GitHub takes 1 MiB a step (1,048,576 bytes) and drops the whole summary above it. */
const limit = 1_040_000

/** What the last line says may take so much. */
const reserve = 1000

export const detailsEnd = '</details>'

/**
 * Takes lines of which only ours begin a table, a fence or `<details>`. First the lines that are folded away are left out, since they explain and
 * ask for nothing; what is still too long is cut at a line, and what is open there is closed.
 */
export function cutLines(lines: readonly string[]): string {
  if (bytesOf(lines) <= limit) return lines.join('\n')
  const told = withoutDetails(lines)
  const folded = lines.length - told.length
  const kept = fittingLines(told, limit - reserve, (line) => Buffer.byteLength(line))
  const open = kept.filter((line) => line.startsWith('```')).length % 2 === 1 ? ['```'] : []
  const left = told.slice(kept.length).filter((line) => line !== '').length
  const said = [
    ...(folded > 0
      ? ['How policies decided is left out here: the summary would be longer than GitHub takes.']
      : []),
    ...(left > 0 ? [`Cut here: ${left} lines more.`] : []),
    'The JSON report has everything.',
  ].join(' ')
  return [...withoutHead(kept), ...open, '', said, ''].join('\n')
}

function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
}

function withoutDetails(lines: readonly string[]): readonly string[] {
  let isFolded = false
  return lines.filter((line) => {
    if (line.startsWith('<details>')) isFolded = true
    const isKept = !isFolded
    if (line === detailsEnd) isFolded = false
    return isKept
  })
}

/** The head of a table alone is none: GitHub Flavored Markdown, "Tables", wants the row of dashes below it. */
function withoutHead(lines: readonly string[]): readonly string[] {
  const before = lines.at(-2)
  const isHead = lines.at(-1)?.startsWith('| ') === true && before?.startsWith('| ') !== true
  return isHead ? lines.slice(0, -1) : lines
}
