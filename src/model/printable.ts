/** Untrusted text on a terminal or in a log. */

/** One line without control characters: no escape sequence, no line break, no hidden direction mark survives. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}
