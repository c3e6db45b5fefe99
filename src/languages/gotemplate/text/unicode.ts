/** What Go's package `unicode` knows of code points. */

/** Go: unicode.IsSpace. */
export function isSpace(rune: number): boolean {
  return rune < 0x80 ? rune === 0x20 || (rune >= 9 && rune <= 13) : matches(/^\p{White_Space}$/u, rune)
}

export function isLetter(rune: number): boolean {
  return rune < 0x80 ? isSmall(rune | 0x20) : matches(/^\p{L}$/u, rune)
}

export function isDigit(rune: number): boolean {
  return rune < 0x80 ? rune >= 0x30 && rune <= 0x39 : matches(/^\p{Nd}$/u, rune)
}

export function isNumber(rune: number): boolean {
  return rune < 0x80 ? isDigit(rune) : matches(/^\p{N}$/u, rune)
}

export function isPunctuation(rune: number): boolean {
  return matches(/^\p{P}$/u, rune)
}

export function isUpper(rune: number): boolean {
  return rune < 0x80 ? rune >= 0x41 && rune <= 0x5a : matches(/^\p{Lu}$/u, rune)
}

export function isLower(rune: number): boolean {
  return rune < 0x80 ? isSmall(rune) : matches(/^\p{Ll}$/u, rune)
}

export function isTitle(rune: number): boolean {
  return matches(/^\p{Lt}$/u, rune)
}

/** Letters, marks, numbers, punctuation, signs and the blank (Go: unicode.IsPrint, strconv.IsPrint). */
export function isPrint(rune: number): boolean {
  return rune < 0x80 ? rune >= 0x20 && rune < 0x7f : matches(/^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u, rune)
}

/** One code point for one: where the full rule gives several, as for the German sharp s, nothing changes. */
export function toUpper(rune: number): number {
  if (rune < 0x80) return isSmall(rune) ? rune - 0x20 : rune
  const upper = String.fromCodePoint(rune).toUpperCase()
  return isOne(upper) ? (upper.codePointAt(0) ?? rune) : rune
}

/** One code point for one: of several the first stays, as for the dotted I. */
export function toLower(rune: number): number {
  if (rune < 0x80) return isUpper(rune) ? rune + 0x20 : rune
  return String.fromCodePoint(rune).toLowerCase().codePointAt(0) ?? rune
}

/** As upper case, but for the letters that are two in one and for Georgian. */
export function toTitle(rune: number): number {
  if (rune >= 0x10d0 && rune <= 0x10ff) return rune
  return digraphs.get(rune) ?? toUpper(rune)
}

const digraphs: ReadonlyMap<number, number> = new Map(
  [0x1c5, 0x1c8, 0x1cb, 0x1f2].flatMap((title) => [-1, 0, 1].map((step) => [title + step, title] as const)),
)

function isSmall(rune: number): boolean {
  return rune >= 0x61 && rune <= 0x7a
}

function isOne(text: string): boolean {
  return Array.from(text).length === 1
}

function matches(pattern: RegExp, rune: number): boolean {
  return pattern.test(String.fromCodePoint(rune))
}
