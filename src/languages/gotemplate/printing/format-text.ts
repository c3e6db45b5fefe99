/** Texts under the verbs of `printf` (Go: fmt/format.go). */
import { type Bytes, runesOf } from '../text/bytes.ts'
import { canBackquote, quote } from '../text/quote.ts'
import { type Flags, pad, padding } from './flags.ts'

/** `%s`. A precision is the greatest number of runes. */
export function formatText(text: Bytes, flags: Flags): Bytes {
  return pad(truncate(text, flags), flags)
}

/** `%q`: in quotes; with `#` in back quotes where that is possible. */
export function formatQuoted(text: Bytes, flags: Flags): Bytes {
  const shown = truncate(text, flags)
  const isRaw = flags.sharp === true && canBackquote(shown)
  return pad(isRaw ? `\`${shown}\`` : quote(shown, flags.plus === true), flags)
}

function truncate(text: Bytes, { precision }: Flags): Bytes {
  if (precision === undefined || precision >= text.length) return text
  return text.slice(0, runesOf(text)[precision]?.at)
}

/** `%x`: two digits a byte; a precision is the greatest number of bytes. */
export function formatHexText(text: Bytes, isUpper: boolean, flags: Flags): string {
  const bytes = text.slice(0, flags.precision)
  if (bytes === '') return padding(flags.width ?? 0, flags)
  const pairs = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'))
  const mark = flags.sharp === true ? '0x' : ''
  const shown = mark + pairs.join(flags.space === true ? ` ${mark}` : '')
  return pad(isUpper ? shown.toUpperCase() : shown, flags)
}
