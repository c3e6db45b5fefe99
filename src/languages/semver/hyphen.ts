/** Hyphen ranges: `1.2 - 3.4` is another way to write `>= 1.2, <= 3.4`. */
import { blank, versionPattern } from './grammar.ts'

/**
 * Replaces hyphen ranges in the text of a whole range, before anything is split (constraints.go `rewriteRange`): it takes the
 * blanks around along, and like the library it puts each replacement where the same text stands first.
 * The work is at most the square of the text's length, which `parseRange` limits.
 */
export function rewriteHyphens(text: string): string {
  if (!text.includes('-')) return text
  let rewritten = text
  for (const { 0: found, 1: first, 6: second } of text.matchAll(hyphenRange)) {
    rewritten = rewritten.replace(found, () => `>= ${first}, <= ${second} `)
  }
  return rewritten
}

const hyphenRange = new RegExp(
  `${blank}*(${versionPattern})${blank}+-${blank}+(${versionPattern})${blank}*`,
  'g',
)
