/** What fits into the room that somebody else gives: a column, an annotation, a comment, a summary. */

/** The text, or its beginning with an ellipsis for the rest: `atMost` characters together. */
export function shortened(text: string, atMost: number): string {
  return text.length > atMost ? `${text.slice(0, atMost - 1)}…` : text
}

/** The first lines that fit, each with its line break; `sizeOf` tells what a line takes of the room. */
export function fittingLines(
  lines: readonly string[],
  room: number,
  sizeOf: (line: string) => number = ({ length }) => length,
): readonly string[] {
  let taken = 0
  const first = lines.findIndex((line) => (taken += sizeOf(line) + 1) > room)
  return first < 0 ? lines : lines.slice(0, first)
}
