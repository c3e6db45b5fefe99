/** A tag before a scalar that says it is a number, a boolean, a date or nothing: it would be wrong before any other text. */
import { lineStart, textAt } from './bytes.ts'
import type { Edit } from './quote.ts'

/**
 * What makes such a tag say text, or undefined if there is none; offsets are relative to the scalar's first byte, and so negative. Tags that others gave a
 * meaning stay, and so does `!!str`. Only the scalar's own line is looked at: no comment can end there, and nothing but a tag of the scalar can look like one.
 */
export function replaceStaleTag(bytes: Uint8Array, scalarStart: number): Edit | undefined {
  const line = textAt(bytes, lineStart(bytes, scalarStart), scalarStart)
  const [, tag, rest] = staleTag.exec(line) ?? []
  if (tag === undefined || rest === undefined) return undefined
  const end = -rest.length
  return { start: end - tag.length, end, text: '!!str' }
}

/** Behind a gap or an indicator; an anchor may follow. All of it is ASCII, so characters are bytes. YAML 1.1, 3.3.1 and yaml.org/type. */
const staleTag =
  /(?:^|[\s,[{:-])(!!(?!str\s)[a-z]+|!<tag:yaml\.org,2002:(?!str>)[a-z]+>)([ \t]+(?:&[\w-]+[ \t]+)?)$/
