/** `html`, `js` and `urlquery` (Go: text/template/funcs.go). */
import { print, printable } from '../printing/print.ts'
import { type Bytes, decodeRune } from '../text/bytes.ts'
import { isPrint } from '../text/unicode.ts'
import type { Effort } from '../values/effort.ts'
import { string } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'

/** The arguments as one text. */
export function gathered(given: readonly GoValue[], effort: Effort): Bytes {
  const shown = given.map((value) =>
    value.kind === 'nil' ? string('<no value>') : (printable(value) ?? value),
  )
  const text = print(shown, effort)
  effort.reserve(text.length * 6)
  return text
}

export function escapeHtml(text: Bytes): Bytes {
  return text.replaceAll(/[\0"'&<>]/g, (sign) => entities.get(sign) ?? sign)
}

const entities: ReadonlyMap<string, Bytes> = new Map([
  ['\0', '\u00ef\u00bf\u00bd'],
  ['"', '&#34;'],
  ["'", '&#39;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
])

export function escapeJs(text: Bytes): Bytes {
  let out = ''
  for (let at = 0; at < text.length;) {
    const { rune, size } = decodeRune(text, at)
    out += escapeJsRune(text.slice(at, at + size), rune)
    at += size
  }
  return out
}

function escapeJsRune(raw: Bytes, rune: number): Bytes {
  if (raw === '\\' || raw === "'" || raw === '"') return `\\${raw}`
  const isFine = rune < 0x80 ? rune >= 0x20 && !/[<>&=]/.test(raw) : isPrint(rune)
  return isFine ? raw : `\\u${rune.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Go: url.QueryEscape. */
export function escapeQuery(text: Bytes): Bytes {
  return text.replaceAll(/[^\w.~-]/g, (byte) =>
    byte === ' ' ? '+' : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
