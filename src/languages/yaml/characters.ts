/** Texts that no YAML reader takes, whatever they say. */
import { countBreaks } from './bytes.ts'
import { Unreadable } from './token.ts'

/** UTF-16, and control characters (YAML 1.1, 5.1 as go-yaml checks it in readerc.go); undefined for a text without them. */
export function findUnreadable(bytes: Uint8Array): Unreadable | undefined {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return new Unreadable('the text is UTF-16, and UTF-8 is wanted', { offset: 0, line: 0 })
  const offset = bytes.findIndex(
    (byte, index) => (byte < 0x20 || byte === 0x7f || byte === 0xc2) && isControl(bytes, index),
  )
  return offset < 0
    ? undefined
    : new Unreadable('a control character is not allowed', { offset, line: countBreaks(bytes, 0, offset) })
}

function isControl(bytes: Uint8Array, index: number): boolean {
  const byte = bytes[index] ?? 0
  if (byte === 0xc2) {
    const second = bytes[index + 1] ?? 0
    return second >= 0x80 && second < 0xa0 && second !== 0x85
  }
  return byte !== 0x09 && byte !== 0x0a && byte !== 0x0d
}
