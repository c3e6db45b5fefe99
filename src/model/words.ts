/** Words that sentences are made of: numbers with their nouns, and lists. */

/** `1 policy`, `2 policies`, `2 branches`. */
export function counted(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : plural(noun)}`
}

function plural(noun: string): string {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`
  return noun.endsWith('ch') ? `${noun}es` : `${noun}s`
}

/** `a, b and c`. */
export function joined(parts: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} ${conjunction} ${parts.at(-1)}`
}

/** The same in a sentence that holds so many: `a, b and 3 more`. */
export function named(all: readonly string[], atMost = 5): string {
  const more = all.length - atMost
  return joined(more > 0 ? [...all.slice(0, atMost), `${more} more`] : all)
}

/** The first few of a list, and behind them `and 3 more`. */
export function few(items: readonly string[], atMost: number): readonly string[] {
  const more = items.length - atMost
  return more > 0 ? [...items.slice(0, atMost), `and ${more} more`] : items
}
