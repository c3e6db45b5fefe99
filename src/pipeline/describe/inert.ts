/** Untrusted text in titles and commit messages, where GitHub obeys words without any Markdown. */
import { printable } from '../../model/printable.ts'

/** As much of one value as a line is worth. */
const longest = 160

/** One short line that mentions nobody and closes no issue: an invisible gap keeps `@name` and `#12` apart. `1.0@sha256:…` stays as it is. */
export function inert(text: string): string {
  const line = printable(text)
  const short = line.length <= longest ? line : `${line.slice(0, longest)}…`
  return short.replaceAll(/(?<!\w)@(?=\w)|#(?=\d)|\bGH(?=-\d)|:(?=\/\/)/gi, '$&\u200B')
}

/** The first few of a list, and how many are left. */
export function fewOf(items: readonly string[], most: number): readonly string[] {
  const more = items.length - most
  return more <= 0 ? items : [...items.slice(0, most), `and ${more} more`]
}
