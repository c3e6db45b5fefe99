/** The text that a scalar stands for. */
import { textAt } from './bytes.ts'
import type { BlockLayout, Token } from './token.ts'

/** Reads a scalar token's text: quotes, escapes, folded lines and chomping resolved (YAML 1.1, chapter 9). */
export function decodeScalar(bytes: Uint8Array, token: Token): string {
  switch (token.style) {
    case 'single':
      return foldLines(textAt(bytes, token.start + 1, token.end - 1)).replaceAll("''", "'")
    case 'double':
      return decodeDouble(textAt(bytes, token.start + 1, token.end - 1))
    case 'literal':
    case 'folded':
      return token.block ? decodeBlock(bytes, token.block, token.style) : ''
    case 'plain':
    case undefined:
      return foldLines(textAt(bytes, token.start, token.end))
  }
}

/** One line break is a space, more are one less; blanks around them go. */
function foldLines(text: string): string {
  if (!text.includes('\n') && !text.includes('\r')) return text
  let folded = ''
  for (let at = 0; at < text.length;) {
    const gap = readGap(text, at)
    folded += gap.end > at ? gap.text : text.charAt(at)
    at = Math.max(gap.end, at + 1)
  }
  return folded
}

interface Gap {
  readonly end: number
  readonly text: string
}

/** Blanks and line breaks from `from` on, and what they fold to. `escaped` leaves out the first break. */
function readGap(text: string, from: number, escaped = false): Gap {
  let [end, breaks] = [from, 0]
  for (; end < text.length; end++) {
    const character = text.charAt(end)
    if (character === '\n' || (character === '\r' && text.charAt(end + 1) !== '\n')) breaks++
    else if (character !== ' ' && character !== '\t' && character !== '\r') break
  }
  if (escaped) return { end, text: '\n'.repeat(breaks - 1) }
  if (breaks === 0) return { end, text: text.slice(from, end) }
  return { end, text: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1) }
}

function decodeDouble(text: string): string {
  if (!text.includes('\\')) return foldLines(text)
  let decoded = ''
  for (let at = 0; at < text.length;) {
    const piece = text.charAt(at) === '\\' ? readEscape(text, at + 1) : readGap(text, at)
    decoded += piece.end > at ? piece.text : text.charAt(at)
    at = Math.max(piece.end, at + 1)
  }
  return decoded
}

/** YAML 1.1, 5.6. */
const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  v: '\v',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** What a backslash before `at` stands for. */
function readEscape(text: string, at: number): Gap {
  const letter = text.charAt(at)
  if (letter === '\n' || letter === '\r') return readGap(text, at, true)
  const width = digits[letter]
  if (width === undefined) return { end: at + 1, text: escapes[letter] ?? letter }
  const end = at + 1 + width
  const point = Number.parseInt(text.slice(at + 1, end), 16)
  return { end, text: point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point) }
}

/** YAML 1.1, 9.3 as libyaml reads it (yaml_parser_scan_block_scalar). */
function decodeBlock(bytes: Uint8Array, block: BlockLayout, style: 'literal' | 'folded'): string {
  const lines = textAt(bytes, block.bodyStart, block.bodyEnd).split(/\r\n|\r|\n/)
  // The last line break ends a line and begins none; a file may lack it.
  const isEnded = lines.at(-1) === ''
  if (isEnded) lines.pop()
  let [text, pending, blankLines, wasIndented] = ['', '', '', false]
  for (const line of lines) {
    const content = line.slice(block.indent)
    if (content === '') {
      blankLines += '\n'
      continue
    }
    const isIndented = content.startsWith(' ') || content.startsWith('\t')
    const folds = style === 'folded' && pending !== '' && !wasIndented && !isIndented
    text += (folds ? (blankLines === '' ? ' ' : '') : pending) + blankLines + content
    ;[pending, blankLines, wasIndented] = ['\n', '', isIndented]
  }
  if (block.chomping === 'strip') return text
  return text + (isEnded ? pending : '') + (block.chomping === 'keep' ? blankLines : '')
}
