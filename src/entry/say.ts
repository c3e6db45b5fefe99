/** Lines for a log that GitHub's runner reads: untrusted text in them must not become a command. */

/**
 * The runner takes `::command` at the start of a line and `##[command]` anywhere in it (actions/runner ActionCommand.cs),
 * on both streams. A blank takes them apart; a zero-width character might not, since the runner compares by its culture,
 * for which such a character is not there. Takes one line.
 */
export function inert(line: string): string {
  return line.replace(/^([\s\u0085]*):(?=:)/, '$1: ').replaceAll('##[', '## [')
}
