/** Untrusted text inside Markdown, as GitHub reads it. */
import { printable } from './printable.ts'

/** Shows nothing, and keeps what stands on its two sides from being read as one word. */
const gap = '\u200B'

/**
 * A code span, in which nothing is a mention, a link or HTML.
 * CommonMark 0.31, "Code spans": the fence is longer than any run of backticks within.
 */
export function code(text: string): string {
  const clean = printable(text)
  if (clean.trim() === '') return '(empty)'
  const longest = Math.max(0, ...(clean.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${clean}${pad}${fence}`
}

/**
 * Running text: Markdown, HTML and formulas in it are shown and not obeyed; it mentions and links nothing. Entities are hexadecimal, since a squashed
 * request may have its body for a commit message, where `#62` would be an issue.
 */
export function plainText(text: string): string {
  return withoutLinks(printable(text))
    .replaceAll(/[\\`*_{}[\]()#+!~-]/g, String.raw`\$&`)
    .replaceAll(/[&<>|$]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`)
}

/**
 * A row of a table. GitHub Flavored Markdown, "Tables": a border inside of a cell is escaped, in code spans too; and readers differ on a
 * backslash before it, so the two are kept apart.
 */
export function tableRow(cells: readonly string[]): string {
  const inside = (cell: string): string =>
    cell.replaceAll(String.raw`\|`, `\\${gap}|`).replaceAll('|', String.raw`\|`)
  return `| ${cells.map(inside).join(' | ')} |`
}

/** A link to a page of the web; of any other address the text alone. `text` is Markdown already. */
export function linkTo(text: string, url: string): string {
  if (!/^https?:\/\/[^\s]+$/i.test(url)) return text
  // CommonMark 0.31, "Links": a destination between angle brackets holds none, and no line break; a border would end a cell.
  const safe = url.replaceAll(
    /[<>|\\`]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `[${text}](<${safe}>)`
}

/** Rows of cells under a head; no line where there is no row. A blank line ends it. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  return [tableRow(head), tableRow(head.map(() => '---')), ...rows.map(tableRow), '']
}

/** GitHub also links addresses, mentions, issues and mail that no Markdown marks. */
function withoutLinks(text: string): string {
  return text
    .replaceAll('@', `@${gap}`)
    .replaceAll(/#(?=\d)/g, `#${gap}`)
    .replaceAll(/GH(?=-\d)/gi, `$&${gap}`)
    .replaceAll('://', `:${gap}//`)
    .replaceAll(/www(?=\.)/gi, `$&${gap}`)
}
