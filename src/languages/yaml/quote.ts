/** How a new text takes the place of a scalar, in the scalar's own style. */
import {
  byteAt,
  doubleQuote,
  hash,
  isBlank,
  lineEnd,
  afterBreak,
  singleQuote,
  space,
  textAt,
} from './bytes.ts'
import { isDate, isNonString } from './kind.ts'

/** Bytes to be cut out, relative to the scalar's first byte, and the text to be put there. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Quotes stay, blocks stay blocks. A plain scalar stays plain, gets double quotes where YAML 1.1 would read something other than text (a date that takes
 * the place of a date excepted), and single ones where the text cannot be plain. kyaml setters2 and go-yaml's encode.go do the same.
 */
export function replaceScalar(scalar: Uint8Array, text: string): readonly Edit[] {
  const first = byteAt(scalar, 0)
  if (first === 0x7c || first === 0x3e) return replaceBlock(scalar, text)
  return [{ start: 0, end: scalar.length, text: formatScalar(scalar, text, first) }]
}

function formatScalar(scalar: Uint8Array, text: string, first: number): string {
  if (first === doubleQuote || !isPrintable(text)) return formatDouble(text)
  if (first === singleQuote) return formatSingle(text)
  const stays = !isNonString(text) || (isDate(text) && isDate(textAt(scalar, 0, scalar.length)))
  if (!stays) return formatDouble(text)
  return canBePlain(text) ? text : formatSingle(text)
}

function formatSingle(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function formatDouble(text: string): string {
  const escaped = text.replace(
    /["\\]|[^\x20-\x7e\xa0-\ud7ff\ud800-\udfff\ue000-\ufefe\uff00-\ufffd]/g,
    (character) =>
      character === '"' || character === '\\'
        ? `\\${character}`
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `"${escaped}"`
}

/** Can it stand in a single-quoted or plain scalar on one line? */
function isPrintable(text: string): boolean {
  return !/[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ud800-\udfff\ue000-\ufefe\uff00-\ufffd]/.test(text)
}

/** YAML 1.1, 9.1.3; the indicators of flow collections are never plain, wherever the scalar stands. */
function canBePlain(text: string): boolean {
  if (/^[\s,[\]{}#&*!|>'"%@`]|^[-?:](\s|$)|^(---|\.\.\.)/.test(text)) return false
  return !/: |:$|\s$| #|[,[\]{}]/.test(text)
}

/** The header loses its indentation digit and strips the last line break, for the new text has none; the body becomes one line. */
function replaceBlock(scalar: Uint8Array, text: string): readonly Edit[] {
  let headerEnd = 1
  while (
    !isBlank(byteAt(scalar, headerEnd)) &&
    byteAt(scalar, headerEnd) > space &&
    byteAt(scalar, headerEnd) !== hash
  )
    headerEnd++
  const bodyStart = afterBreak(scalar, lineEnd(scalar, headerEnd))
  if (bodyStart >= scalar.length) return [{ start: 0, end: headerEnd, text: formatDouble(text) }]
  const header = { start: 1, end: headerEnd, text: '-' }
  const line = ' '.repeat(indentOf(scalar, bodyStart)) + text
  const body = { start: bodyStart, end: scalar.length, text: line }
  return textAt(scalar, 1, headerEnd) === '-' ? [body] : [header, body]
}

/** The indentation of the first line that has text. */
function indentOf(scalar: Uint8Array, from: number): number {
  for (let at = from; ; at = afterBreak(scalar, lineEnd(scalar, at))) {
    let text = at
    while (byteAt(scalar, text) === space) text++
    if (text < lineEnd(scalar, at) || lineEnd(scalar, at) >= scalar.length) return text - at
  }
}
