/** Comments in the text of literal and folded blocks: to this file they are text, to its reader they may be YAML. */
import { afterBreak, byteAt, hash, isBlank, isBreak, lineEnd } from './bytes.ts'
import type { Comment, Token } from './token.ts'

/** From the first `#` of a line that stands at its beginning or behind a blank, to the line's end. */
export function commentsInBlocks(
  bytes: Uint8Array,
  tokens: readonly Token[],
): readonly Pick<Comment, 'start' | 'end' | 'line'>[] {
  const found: Pick<Comment, 'start' | 'end' | 'line'>[] = []
  for (const { block, line: header } of tokens) {
    if (!block) continue
    let line = header + 1
    for (let at = block.bodyStart; at < block.bodyEnd; at = afterBreak(bytes, lineEnd(bytes, at))) {
      const end = lineEnd(bytes, at)
      const start = commentStart(bytes, at, end)
      if (start !== undefined) found.push({ start, end, line })
      line++
    }
  }
  return found
}

function commentStart(bytes: Uint8Array, from: number, to: number): number | undefined {
  for (let at = bytes.indexOf(hash, from); at >= 0 && at < to; at = bytes.indexOf(hash, at + 1)) {
    const before = byteAt(bytes, at - 1)
    if (at === from || isBlank(before) || isBreak(before)) return at
  }
  return undefined
}
