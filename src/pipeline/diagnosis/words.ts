/** Small words for sentences. */

/** `1 policy`, `2 policies`, `2 branches`. */
export function counted(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : plural(noun)}`
}

function plural(noun: string): string {
  if (noun.endsWith('y')) return `${noun.slice(0, -1)}ies`
  return noun.endsWith('ch') ? `${noun}es` : `${noun}s`
}

/** `a, b and c`; of many the first few. */
export function named(all: readonly string[], atMost = 5): string {
  const shown = all.slice(0, atMost)
  const more = all.length - shown.length
  const parts = more > 0 ? [...shown, `${more} more`] : shown
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
