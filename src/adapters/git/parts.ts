/** Arguments of which there are more than one command line may hold. */

/** Windows allows 32,767 characters in all. */
const longestLine = 24_000

/** The arguments of several commands, in order; those of one group stay together. */
export function inParts(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const parts: string[][] = []
  let length = longestLine
  for (const group of groups) {
    const own = group.reduce((sum, argument) => sum + argument.length + 1, 0)
    length += own
    if (length > longestLine) {
      parts.push([])
      length = own
    }
    parts.at(-1)?.push(...group)
  }
  return parts
}
