/** Where a character of a text stands in the YAML that the text was written in: plain, quoted, or as a block. */
import type { Place } from '../../../model/problem.ts'
import type { WrittenText } from '../../../model/written-text.ts'

/** Line and column of a character of the text (UTF-16 units from 0); of its end where it has no such character. An alias is the place of all that it stands for. */
export function placeInScalar({ text, source, place }: WrittenText, at: number): Place {
  const { line = 1, column = 1 } = place
  const before = source.slice(0, offsetIn(source, text, at))
  const breaks = before.split(/\r\n|\r|\n/)
  const last = breaks.at(-1) ?? ''
  return {
    ...place,
    line: line + breaks.length - 1,
    column: breaks.length === 1 ? column + last.length : last.length + 1,
  }
}

/** Folding, indentation and escapes change blanks alone: the nth character that is none is the nth in both. */
function offsetIn(source: string, text: string, at: number): number {
  const offsets = visibleOffsets(source)
  const count = text.slice(0, at).replaceAll(blanks, '').length
  const isVisible = at < text.length && !isBlank(text.charAt(at))
  const found = isVisible ? offsets[count] : count > 0 ? (offsets[count - 1] ?? 0) + 1 : undefined
  return found ?? offsets[0] ?? 0
}

const blanks = /[ \t\r\n]+/g

function isBlank(sign: string): boolean {
  return /^[ \t\r\n]$/.test(sign)
}

/** Where each UTF-16 unit that is no blank is written. */
function visibleOffsets(source: string): readonly number[] {
  switch (source.charAt(0)) {
    case '*':
      return []
    case '|':
    case '>':
      return visibleFrom(source, (/[\r\n]|$/.exec(source)?.index ?? 0) + 1)
    case "'":
      return inSingleQuotes(source)
    case '"':
      return inDoubleQuotes(source)
    default:
      return visibleFrom(source, 0)
  }
}

function visibleFrom(source: string, start: number): readonly number[] {
  const offsets: number[] = []
  for (let at = start; at < source.length; at++) if (!isBlank(source.charAt(at))) offsets.push(at)
  return offsets
}

/** A quote is written twice. */
function inSingleQuotes(source: string): readonly number[] {
  const written = source.slice(1, -1)
  const twins = new Set([...written.matchAll(/''/g)].map(({ index }) => index + 2))
  return visibleFrom(source.slice(0, -1), 1).filter((at) => !twins.has(at))
}

/** YAML 1.2, 5.7. */
function inDoubleQuotes(source: string): readonly number[] {
  const unit = /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|[^])|[^]/g
  return [...source.slice(1, -1).matchAll(unit)].flatMap(({ 0: written, index }) => {
    const said = unescaped(written)
    return Array.from({ length: said.replaceAll(blanks, '').length }, () => index + 1)
  })
}

function unescaped(written: string): string {
  const code = /^\\[xuU]([0-9A-Fa-f]+)$/.exec(written)?.[1]
  if (code !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10_ffff))
  if (/^\\[ntr \t\r\n]/.test(written)) return ' '
  return written.slice(-1)
}
