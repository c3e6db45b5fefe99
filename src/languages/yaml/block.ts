/** Where a literal or folded block scalar begins and ends. */
import { afterBreak, byteAt, end, hash, hyphen, isBlank, isBreak, lineEnd, space, tab } from './bytes.ts'
import type { BlockLayout } from './token.ts'

export type BlockScalar =
  | {
      readonly kind: 'block'
      readonly layout: BlockLayout
      /** Behind the last byte that is not blank: of the text, or of the header when there is no text. */
      readonly end: number
      /** The comment on the header line. */
      readonly comment: number | undefined
    }
  | { readonly kind: 'broken'; readonly at: number; readonly message: string }

interface Header {
  readonly chomping: BlockLayout['chomping']
  readonly digit: number
  readonly end: number
}

/** YAML 1.1, 9.1 and libyaml. `parent` is the indent of the collection around it, -1 for none. */
export function scanBlock(bytes: Uint8Array, start: number, parent: number): BlockScalar {
  const header = readHeader(bytes, start + 1)
  let at = header.end
  while (isBlank(byteAt(bytes, at))) at++
  const comment = byteAt(bytes, at) === hash ? at : undefined
  if (comment === undefined && byteAt(bytes, at) !== end && !isBreak(byteAt(bytes, at)))
    return { kind: 'broken', at, message: 'text stands on the header line of a block' }
  const bodyStart = afterLine(bytes, at)
  const wanted = header.digit > 0 ? Math.max(parent, 0) + header.digit : 0
  const found = wanted === 0 ? findIndent(bytes, bodyStart) : { indent: wanted, wrongTab: undefined }
  if (found.wrongTab !== undefined)
    return { kind: 'broken', at: found.wrongTab, message: 'a tab stands where a block wants spaces' }
  const indent = Math.max(found.indent, parent + 1, 1)
  const body = scanBody(bytes, bodyStart, indent)
  const layout = { chomping: header.chomping, indent, bodyStart, bodyEnd: body.end }
  return { kind: 'block', layout, end: body.textEnd ?? header.end, comment }
}

function readHeader(bytes: Uint8Array, from: number): Header {
  let [chomping, digit, at]: [BlockLayout['chomping'], number, number] = ['clip', 0, from]
  for (; at < from + 2; at++) {
    const byte = byteAt(bytes, at)
    if (byte === hyphen && chomping === 'clip') chomping = 'strip'
    else if (byte === 0x2b && chomping === 'clip') chomping = 'keep'
    else if (byte >= 0x31 && byte <= 0x39 && digit === 0) digit = byte - 0x30
    else break
  }
  return { chomping, digit, end: at }
}

/** The indent of the first line with text; of the widest blank line when none has. */
function findIndent(bytes: Uint8Array, from: number): { indent: number; wrongTab: number | undefined } {
  let widest = 0
  for (let at = from; ;) {
    const lineStart = at
    while (byteAt(bytes, at) === space) at++
    widest = Math.max(widest, at - lineStart)
    if (byteAt(bytes, at) === tab) return { indent: widest, wrongTab: at }
    if (!isBreak(byteAt(bytes, at))) return { indent: widest, wrongTab: undefined }
    at = afterBreak(bytes, at)
  }
}

function scanBody(
  bytes: Uint8Array,
  from: number,
  indent: number,
): { end: number; textEnd: number | undefined } {
  let textEnd: number | undefined
  let at = from
  while (at < bytes.length) {
    let text = at
    while (text < at + indent && byteAt(bytes, text) === space) text++
    const isText = text === at + indent && text < bytes.length && !isBreak(byteAt(bytes, text))
    if (!isText && !isBreak(byteAt(bytes, text))) break
    if (isText) textEnd = lineEnd(bytes, text)
    at = afterLine(bytes, text)
  }
  return { end: at, textEnd }
}

/** The beginning of the next line, or the end of the text. */
function afterLine(bytes: Uint8Array, from: number): number {
  const stop = lineEnd(bytes, from)
  return stop < bytes.length ? afterBreak(bytes, stop) : stop
}
