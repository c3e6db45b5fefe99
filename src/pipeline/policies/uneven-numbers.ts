/** Texts that the alphabet puts in another order than a reader would: `build-9` comes after `build-10`. */

/**
 * Are the texts alike but for their numbers, and is the first number in which they differ longer in one of them? Then the alphabet
 * does not order them by size, or will not when the numbers grow.
 */
export function isUneven(a: string, b: string): boolean {
  const difference = firstDifference(a, b)
  if (!isDigit(a, difference) && !isDigit(b, difference)) return false
  const start = startOfNumber(a, difference)
  const [left, right] = [endOfNumber(a, start), endOfNumber(b, start)]
  if (left === start || right === start || left === right) return false
  return shapeOf(a.slice(left)) === shapeOf(b.slice(right))
}

/** One text for each kind, the numbers in them aside. */
export function ofEachShape(texts: readonly string[]): readonly string[] {
  const shapes = texts.map(shapeOf)
  return texts.filter((_, at) => shapes.indexOf(shapes[at] ?? '') === at)
}

function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}

/** Where the digits before a place begin. */
function startOfNumber(text: string, from: number): number {
  let at = from
  while (at > 0 && isDigit(text, at - 1)) at--
  return at
}

function endOfNumber(text: string, from: number): number {
  let at = from
  while (isDigit(text, at)) at++
  return at
}

function isDigit(text: string, at: number): boolean {
  const code = at < text.length ? text.charCodeAt(at) : 0
  return code >= 0x30 && code <= 0x39
}

function shapeOf(text: string): string {
  return text.replaceAll(/\d+/g, '0')
}
