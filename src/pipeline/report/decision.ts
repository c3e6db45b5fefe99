/** A decision as a readable table: what fell out at each stage, what came next, and what to beware of. */
import type { DecisionRecord, Dropped } from '../../model/policy.ts'
import { printable } from '../../model/printable.ts'

/** What a line is about, and what it says. */
export type Row = readonly [label: string, text: string]

/** One row a stage, with its count and the examples. */
export function decisionRows(record: DecisionRecord): readonly Row[] {
  const { listed, excluded, unmatched, unparsable, outOfRange, runnersUp, rule, warnings } = record
  return [
    ['rule', rule],
    ['listed', String(listed)],
    ['excluded', droppedText(excluded)],
    ['not matched', droppedText(unmatched)],
    ['not parsable', droppedText(unparsable)],
    ['out of range', droppedText(outOfRange)],
    ['runners-up', runnersUp.length === 0 ? 'none' : runnersUp.join(', ')],
    ...warnings.map((warning): Row => ['warning', warning]),
  ]
}

/** The texts stand below each other. */
export function tableLines(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([label]) => label.length))
  return rows.map(([label, text]) => printable(`    ${label.padEnd(width)}  ${text}`))
}

function droppedText({ count, examples }: Dropped): string {
  const more = count > examples.length ? ', ...' : ''
  return count === 0 ? '0' : `${count}: ${examples.join(', ')}${more}`
}
