/** The words of a template, as the lexer hands them to the parser. */
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'

export type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'dot'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with'

export type TokenKind =
  | Keyword
  | 'assign'
  | 'bool'
  | 'char'
  | 'character'
  | 'complex'
  | 'declare'
  | 'eof'
  | 'error'
  | 'field'
  | 'identifier'
  | 'left'
  | 'left-paren'
  | 'number'
  | 'pipe'
  | 'raw-string'
  | 'right'
  | 'right-paren'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'

export interface Token {
  readonly kind: TokenKind
  /** The byte where it begins. */
  readonly at: number
  /** As it was written; of an error its message. */
  readonly text: Bytes
  /** The line where it begins, from 1. */
  readonly line: number
}

/** Words that are keywords, and the dot. */
export const keywords: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['.', 'dot'],
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['nil', 'nil'],
  ['range', 'range'],
  ['template', 'template'],
  ['with', 'with'],
])

/** A token as messages show it (Go: `item.String`). */
export function describe({ kind, text }: Token): Bytes {
  if (kind === 'eof') return 'EOF'
  if (kind === 'error') return text
  if (keywords.get(text) === kind) return `<${text}>`
  return text.length > 10 ? `${quote(firstRunes(text))}...` : quote(text)
}

/** Ten runes (`%.10q`). A character of several bytes begins with a byte from 0xC0 on. */
function firstRunes(text: Bytes): Bytes {
  return /^(?:[\0-\u007f]|[\u00c0-\u00ff][\u0080-\u00bf]*){0,10}/.exec(text)?.[0] ?? text
}
