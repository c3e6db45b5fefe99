/** How sentences about the configuration name what was seen and what was probably meant. */
import { distance } from 'fastest-levenshtein'
import { joined } from '../../../model/words.ts'

/** The end of a sentence about an unknown word: the nearest known one, or the few there are, or nothing. */
export function hint(seen: string, known: readonly string[]): string {
  const nearest = findNearest(seen, known)
  if (nearest !== undefined) return `; did you mean ${quote(nearest)}?`
  return known.length === 0 || known.length > 12 ? '' : `; known here: ${known.map(quote).join(', ')}`
}

/** The known word that a slip of a few letters would turn into this one, or undefined. */
export function findNearest(seen: string, known: readonly string[]): string | undefined {
  const slips = (word: string): number => distance(seen.toLowerCase(), word.toLowerCase())
  const [nearest] = known.map((word) => ({ word, slips: slips(word) })).sort((a, b) => a.slips - b.slips)
  const most = Math.min(Math.max(2, Math.floor(seen.length / 3)), seen.length - 1)
  return nearest !== undefined && nearest.slips <= most ? nearest.word : undefined
}

/** The word between backticks, on one line and cut where it is long. */
export function quote(word: string): string {
  const short = word.length > 60 ? `${word.slice(0, 57)}...` : word
  return `\`${short.replace(/\p{Cc}/gu, (sign) => JSON.stringify(sign).slice(1, -1))}\``
}

/** `a`, `b` and `c`, each once. */
export function listed(words: readonly string[], conjunction: 'and' | 'or'): string {
  return joined([...new Set(words)], conjunction)
}
