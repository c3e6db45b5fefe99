/** The edits as a unified diff under the messages of their commits, for people to read. */
import { noBranch } from '../../model/environment.ts'
import type { DescribedParcel, RewrittenFile } from '../../model/plan.ts'
import { printable } from '../../model/printable.ts'
import { findReplacedLines, type Lines, type ReplacedLines } from './changed-lines.ts'

/** The diff of all parcels, each commit under the branch it goes to and its message. */
export function diffLines(parcels: readonly DescribedParcel[]): readonly string[] {
  return parcels.flatMap(({ parcel, commits }) =>
    commits.flatMap(({ files, message }) => [
      `# ${parcel.branch === noBranch ? 'files on disk' : parcel.branch}`,
      ...messageLines(message),
      ...files.flatMap(fileDiff),
    ]),
  )
}

/** Behind a `#`, so that no line of it can be taken for one of the diff. */
function messageLines(message: string): readonly string[] {
  const lines = message.trimEnd().split(/\r\n?|\n/)
  return message.trim() === '' ? [] : lines.map((line) => `#   ${printable(line)}`.trimEnd())
}

/** Bytes that are no UTF-8 are shown as replacement characters; nothing is ever written from this text. */
export function fileDiff({ before, after }: RewrittenFile): readonly string[] {
  const [old, fresh] = [linesOf(before.bytes), linesOf(after.bytes)]
  const hunks = hunksOf(findReplacedLines(old, fresh))
  return [
    `--- a/${printable(before.path)}`,
    `+++ b/${printable(after.path)}`,
    ...hunks.flatMap((hunk) => hunkLines(hunk, old, fresh)),
  ]
}

/** Each with its line break, which the last may lack. */
function linesOf(bytes: Uint8Array): readonly string[] {
  return new TextDecoder().decode(bytes).match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** How many lines are shown before and behind a change. */
const context = 2

type Hunk = readonly [ReplacedLines, ...ReplacedLines[]]

/** Changes whose surroundings meet are shown together. */
function hunksOf(replaced: readonly ReplacedLines[]): readonly Hunk[] {
  const hunks: [ReplacedLines, ...ReplacedLines[]][] = []
  for (const each of replaced) {
    const open = hunks.at(-1)
    const last = open?.at(-1)
    if (open !== undefined && last !== undefined && each.before.from - last.before.to <= 2 * context)
      open.push(each)
    else hunks.push([each])
  }
  return hunks
}

function hunkLines(hunk: Hunk, old: readonly string[], fresh: readonly string[]): readonly string[] {
  const [first] = hunk
  const last = hunk.at(-1) ?? first
  const lead = Math.min(context, first.before.from)
  const trail = Math.min(context, old.length - last.before.to)
  const lines: string[] = []
  let at = first.before.from - lead
  for (const { before, after } of hunk) {
    lines.push(...shown(' ', old, { from: at, to: before.from }))
    for (const line of shown('-', old, before)) lines.push(line)
    for (const line of shown('+', fresh, after)) lines.push(line)
    at = before.to
  }
  lines.push(...shown(' ', old, { from: at, to: at + trail }))
  const oldRange = rangeText(first.before.from - lead, last.before.to + trail)
  const freshRange = rangeText(first.after.from - lead, last.after.to + trail)
  return [`@@ -${oldRange} +${freshRange} @@`, ...lines]
}

function shown(sign: ' ' | '-' | '+', lines: readonly string[], { from, to }: Lines): readonly string[] {
  return lines
    .slice(from, to)
    .flatMap((line) =>
      line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, '\\ No newline at end of file'],
    )
}

/** POSIX, diff, "Diff Unified Format": a range of no lines names the line before it. */
function rangeText(from: number, to: number): string {
  return `${to > from ? from + 1 : from},${to - from}`
}
