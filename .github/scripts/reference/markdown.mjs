// Pieces of Markdown for the pages of the reference.

/** The head of a page: what it is, where it comes from, and that nobody edits it. */
export function heading(title, source) {
  return `# ${title}\n\nWritten by \`npm run reference\` from ${source}. A test holds it against that; edit the source.\n`
}

/** Cells are Markdown. */
export function table(heads, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return `${[heads, heads.map(() => '---'), ...rows].map(line).join('\n')}\n`
}

/** A code span; nothing for the empty text. */
export function code(text) {
  return text === '' ? '' : `\`${text}\``
}

/** Prose that may hold stars, underscores and angle brackets; what stands between backticks is code already. */
export function prose(text) {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll(/[*_<>$]/g, '\\$&')))
    .join('')
}
