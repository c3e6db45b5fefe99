/** Texts that go-yaml reads and the lexer of `yaml` does not, made readable to both. */
import type { Span } from '../../model/manifest.ts'
import { findLongQuotes } from '../../languages/yaml/yaml.ts'

interface Texts {
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/**
 * YAML 1.2 and that lexer are stricter in two ways. A line break is LF to the lexer, so a CR becomes one, or a blank before one. And every line of a quoted
 * scalar must be indented (7.3.1), so its line breaks become blanks. That is safe where the lexer then finds one token from quote to quote, as it must for all `quotes`:
 * what stands before is the same, and a quote is closed by the same quote in both versions. No byte changes its place.
 */
export function inNewerYaml<T extends Texts>(texts: T): T & { readonly quotes: readonly Span[] } {
  const [old, fresh] = [withLineFeeds(texts.before), withLineFeeds(texts.after)]
  const quotes = findLongQuotes(old)
  return {
    ...texts,
    before: withoutBreaks(old, quotes),
    after: withoutBreaks(fresh, findLongQuotes(fresh)),
    quotes,
  }
}

function withLineFeeds(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => (byte !== 0x0d ? byte : bytes[at + 1] === 0x0a ? 0x20 : 0x0a))
}

function withoutBreaks(bytes: Uint8Array, quotes: readonly Span[]): Uint8Array {
  const flat = Uint8Array.from(bytes)
  for (const { start, end } of quotes)
    for (let at = start; at < end; at++) if (flat[at] === 0x0a) flat[at] = 0x20
  return flat
}
