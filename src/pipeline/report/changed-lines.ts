/** Which lines of a text were replaced, and by which. */
import { diffArrays } from 'diff'

/** Lines `from` up to `to`, without it, counted from 0. */
export interface Lines {
  readonly from: number
  readonly to: number
}

/** Lines of the old text, and those of the new one that stand in their place. */
export interface ReplacedLines {
  readonly before: Lines
  readonly after: Lines
}

/**
 * In order; between them the texts are equal. An edit of ours can take line breaks away and adds none, so in texts of as many lines each is
 * where it was, and the time grows with the number of lines. Else the shortest difference is looked for, as long as it is short.
 */
export function findReplacedLines(
  before: readonly string[],
  after: readonly string[],
): readonly ReplacedLines[] {
  if (before.length === after.length) return lineByLine(before, after)
  return shortest(before, after) ?? [allBetween(before, after)]
}

function lineByLine(before: readonly string[], after: readonly string[]): readonly ReplacedLines[] {
  const found: ReplacedLines[] = []
  for (let at = 0; at < before.length; at++) {
    const from = at
    while (at < before.length && before[at] !== after[at]) at++
    if (at > from) found.push({ before: { from, to: at }, after: { from, to: at } })
  }
  return found
}

/** The search takes the square of this, and texts that differ by more are not read line by line. */
const longest = 2000

/** Undefined if too much differs. */
function shortest(before: readonly string[], after: readonly string[]): readonly ReplacedLines[] | undefined {
  const pieces = diffArrays([...before], [...after], { maxEditLength: longest })
  if (pieces === undefined) return undefined
  const found: ReplacedLines[] = []
  let [old, fresh] = [0, 0]
  let [oldFrom, freshFrom] = [0, 0]
  const close = (): void => {
    if (old > oldFrom || fresh > freshFrom)
      found.push({ before: { from: oldFrom, to: old }, after: { from: freshFrom, to: fresh } })
  }
  for (const { added, removed, count } of pieces) {
    if (added) fresh += count
    else if (removed) old += count
    else {
      close()
      ;[old, fresh] = [old + count, fresh + count]
      ;[oldFrom, freshFrom] = [old, fresh]
    }
  }
  close()
  return found
}

/** All that stands between the lines with which both begin and those with which both end. */
function allBetween(before: readonly string[], after: readonly string[]): ReplacedLines {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head++
  let tail = 0
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return {
    before: { from: head, to: before.length - tail },
    after: { from: head, to: after.length - tail },
  }
}
