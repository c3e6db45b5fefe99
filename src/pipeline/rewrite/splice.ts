/** Cutting bytes out of a file and pasting others in. */
import type { Span } from '../../model/manifest.ts'

export interface ByteEdit extends Span {
  readonly bytes: Uint8Array
}

/** Do the edits lie inside of the bytes, in order, without overlap? */
export function isSpliceable(bytes: Uint8Array, edits: readonly ByteEdit[]): boolean {
  return edits.every(({ start, end }, index) => {
    const next = edits[index + 1]?.start ?? bytes.length
    return start >= 0 && start <= end && end <= next
  })
}

/** The bytes with all edits made; the edits are in order and do not overlap. */
export function spliceBytes(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  const spliced = new Uint8Array(bytes.length + growth(edits))
  let [from, to] = [0, 0]
  for (const edit of edits) {
    spliced.set(bytes.subarray(from, edit.start), to)
    to += edit.start - from
    spliced.set(edit.bytes, to)
    to += edit.bytes.length
    from = edit.end
  }
  spliced.set(bytes.subarray(from), to)
  return spliced
}

/** By how many bytes the edits make a text longer. */
export function growth(edits: readonly ByteEdit[]): number {
  return edits.reduce((sum, { start, end, bytes }) => sum + bytes.length - (end - start), 0)
}
