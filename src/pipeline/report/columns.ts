/** A table for a terminal, or for another program's input. */
import { shortened } from '../../model/fitting.ts'
import { printable } from '../../model/printable.ts'

/** Columns stand below each other. Where a width is given, the last is cut to it; names never are. */
export function columnLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width?: number,
): readonly string[] {
  const all = [head, ...rows].map((row) => row.map((cell) => printable(cell)))
  const widths = widthsOf(all)
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + gap.length, 0)
  const room = width === undefined ? Infinity : Math.max(least, width - before)
  return all.map((row) => {
    const padded = row.map((cell, column) =>
      column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : shortened(cell, room),
    )
    return padded.join(gap).trimEnd()
  })
}

/** How wide the table is without a cut. */
export function fullWidth(head: readonly string[], rows: readonly (readonly string[])[]): number {
  return widthsOf([head, ...rows]).reduce((sum, each) => sum + each + gap.length, -gap.length)
}

const gap = '   '

/** A cut sentence still says something with so many characters. */
const least = 30

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const columns = Math.max(...rows.map((row) => row.length))
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
}
