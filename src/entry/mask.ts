/** Hiding secrets from the log that GitHub's runner writes, where the command line runs in one. */

/**
 * The line that makes the runner hide the text from then on (docs.github.com, "Masking a value in a log"), in its own escapes
 * (actions/runner ActionCommand.cs). Undefined outside of a runner, where it would only show the secret.
 */
export function maskLine(
  secret: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true' || secret.trim() === '') return undefined
  const escaped = secret.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  return `::add-mask::${escaped}\n`
}
