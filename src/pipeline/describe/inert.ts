/** Untrusted text in titles, bodies and commit messages. GitHub obeys some words without any Markdown, and a squashed request has its body for a message. */
import { code, plainText } from '../../model/markdown.ts'
import { printable } from '../../model/printable.ts'

/** As much of one value as a line is worth. */
const longest = 160

/** One short line that mentions nobody and closes no issue: an invisible gap keeps `@name` and `#12` apart. `1.0@sha256:…` stays as it is. */
export function inert(text: string): string {
  return withGaps(short(printable(text), longest))
}

/** A code span that stays without effect also where it is read as plain text, and begins no comment. */
export function quoted(text: string): string {
  return withGaps(code(short(text, 300)))
}

/** Running text, shown and not obeyed. */
export function spoken(text: string, most = 300): string {
  return plainText(short(text, most))
}

/** No single value may push all others out of the text. */
function short(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`
}

function withGaps(text: string): string {
  return text.replaceAll(/(?<!\w)@(?=\w)|#(?=\d)|\bGH(?=-\d)|:(?=\/\/)|<(?=!)/gi, '$&\u200B')
}
