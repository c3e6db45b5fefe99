/** Text as a value of YAML that people like to read: plain where nothing else could be read in it. */

export function formatText(text: string): string {
  const isPlain =
    /^[A-Za-z_.][\w./-]*(?::\d+\/[\w./-]+)?$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
  return isPlain ? text : `'${text.replaceAll("'", "''")}'`
}

/** `[one, two]`. */
export function formatList(texts: readonly string[]): string {
  return `[${texts.map(formatText).join(', ')}]`
}
