/** The `WWW-Authenticate` header: which logins a server takes (RFC 9110, 11.6.1). */

export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * The challenges of a header, or of several joined by commas, in their order. Text that is none is passed over:
 * registries send unquoted values, and schemes that we do not know.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  let startsItem = true
  for (const [, comma, name, quoted, bare, word] of header.matchAll(piece)) {
    if (comma !== undefined) startsItem = true
    else if (name !== undefined) {
      challenges
        .at(-1)
        ?.parameters.set(name.toLowerCase(), quoted === undefined ? (bare ?? '') : unescape(quoted))
      startsItem = false
    } else if (word !== undefined) {
      // A word right behind a scheme is its token68, as in "Negotiate YWJj".
      if (startsItem) challenges.push({ scheme: word.toLowerCase(), parameters: new Map() })
      startsItem = false
    }
  }
  return challenges
}

/** A comma; or name="quoted" or name=bare, whose value may hold anything but what ends it; or a lone word. */
const piece = /(,)|([^\s,="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s,"]+))|([^\s,"]+)/gs

function unescape(quoted: string): string {
  return quoted.replace(/\\(.)/gs, '$1')
}
