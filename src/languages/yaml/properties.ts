/** Where anchors, aliases and tags end. */
import { byteAt, bytesOf, isGap } from './bytes.ts'

/** The end of `&name` or `*name`, or undefined if it is not readable. libyaml allows letters, digits, `-` and `_`. */
export function nameEnd(bytes: Uint8Array, start: number): number | undefined {
  let at = start + 1
  while (isWord(byteAt(bytes, at))) at++
  const next = byteAt(bytes, at)
  return at > start + 1 && (isGap(next) || mayFollowName.has(next)) ? at : undefined
}

/** The end of `!tag`, `!!tag` or `!<tag>`, or undefined: named handles (`!e!tag`) need a directive, which manifests have none of. */
export function tagEnd(bytes: Uint8Array, start: number, inFlow: boolean): number | undefined {
  let at = start + 1
  const verbatim = byteAt(bytes, at) === 0x3c
  for (; ; at++) {
    const byte = byteAt(bytes, at)
    if (isGap(byte)) return verbatim ? undefined : at
    if (verbatim && byte === 0x3e) return isGap(byteAt(bytes, at + 1)) ? at + 1 : undefined
    if (verbatim) continue
    if (inFlow && endsTagInFlow.has(byte)) return at
    if (byte === 0x21 && at > start + 1) return undefined
    if (!isTagCharacter(byte)) return undefined
  }
}

const mayFollowName = bytesOf('?:,]}%@`')
const endsTagInFlow = bytesOf(',]}')
const tagCharacters = bytesOf(";/?:@&=+$,.!~*'()[]%#-_")

function isTagCharacter(byte: number): boolean {
  return isWord(byte) || tagCharacters.has(byte)
}

function isWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x5f
  )
}
