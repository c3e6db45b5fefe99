/** The proof that a rewritten file differs in its edited scalars only, made with a YAML reader that is not ours. */
import type { Span } from '../../model/manifest.ts'
import { inNewerYaml } from './newer-yaml.ts'
import { readsAs } from './reads-as.ts'
import { type LexedToken, readSideBySide, type Stretch } from './side-by-side.ts'
import { type ByteEdit, growth, spliceBytes } from './splice.ts'

/** A scalar, the edits inside of it and of its tag, and the text it shall have. */
export interface Replacement {
  readonly span: Span
  readonly edits: readonly ByteEdit[]
  readonly to: string
}

/** The bytes before and after, and what was replaced, in order. */
export interface Rewriting<T extends Replacement> {
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly replacements: readonly T[]
  /** Each must be one token of the old text. */
  readonly quotes?: readonly Span[]
}

/**
 * The first replacement that cannot be proved, or undefined if all can: the texts differ by the edits alone; each span is one scalar of the old text; the tokens
 * of both texts are the same one by one, but that those which an edit touches differ by that edit; and each new scalar, with its tag, reads as the
 * wanted text under YAML 1.1.
 */
export function findFault<T extends Replacement>(rewriting: Rewriting<T>): T | undefined {
  const { before, after, replacements } = rewriting
  const edits = replacements.flatMap((replacement) => replacement.edits)
  if (!isEqual(spliceBytes(before, edits), after)) return replacements[0]
  return (
    findFaultBy('lines', rewriting) &&
    findFaultBy('whole', rewriting) &&
    findFaultBy('whole', inNewerYaml(rewriting))
  )
}

/** Read by lines, a good file may be refused; read as a whole, it is not. */
function findFaultBy<T extends Replacement>(
  by: 'lines' | 'whole',
  { before, after, replacements, quotes }: Rewriting<T>,
): T | undefined {
  const differences = replacements.map(({ span, edits }) => ({
    place: { start: edits[0]?.start ?? span.start, end: span.end },
    edits,
  }))
  const pairs = new Map<number, readonly [old: LexedToken, fresh: LexedToken]>()
  for (const stretch of readSideBySide({ before, after, differences }, by)) {
    const offset = strayToken(stretch)
    if (offset !== undefined) return replacementAt(offset, replacements)
    for (const [index, token] of stretch.before.entries()) {
      const fresh = stretch.after[index]
      if (fresh) pairs.set(token.start, [token, fresh])
    }
  }
  if (quotes?.some(({ start, end }) => pairs.get(start)?.[0].end !== end)) return replacements[0]
  let shift = 0
  return replacements.find(({ span, edits, to }) => {
    shift += growth(edits)
    const [old, fresh] = pairs.get(span.start) ?? []
    if (!old || !fresh || !isWhole(old, span)) return true
    const text = utf8.decode(after.subarray(fresh.start, span.end + shift))
    // Where line breaks count that stand behind a block, they shall be seen.
    return !readsAs(to, `${fresh.tag} ${text}\n\n`)
  })
}

/** Where a token of the old text is that differs from its like in the new one by more than an edit; undefined if none does. */
function strayToken({ before, after, edits }: Stretch): number | undefined {
  let taken = 0
  for (const [index, token] of before.entries()) {
    const own = editsOf(token, edits, taken)
    taken += own.length
    if (own.length > 0 && token.text.startsWith('#')) return token.start
    if (after[index]?.text !== edited(token, own)) return token.start
  }
  return taken < edits.length || after.length !== before.length ? (edits[0]?.start ?? 0) : undefined
}

/** Is the span all of the scalar that begins with the token? A block scalar goes on behind its header. */
function isWhole({ text, end }: LexedToken, span: Span): boolean {
  return end === span.end || text.startsWith('|') || text.startsWith('>')
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const singleBytes = new TextDecoder('windows-1252')

/** Of the edits from an index on, those that lie inside of a token. */
function editsOf(
  { start, reach }: LexedToken,
  edits: readonly ByteEdit[],
  from: number,
): readonly ByteEdit[] {
  let to = from
  for (let edit = edits[to]; edit && edit.start >= start && edit.end <= reach; edit = edits[to]) to++
  return edits.slice(from, to)
}

function edited({ start, text }: LexedToken, edits: readonly ByteEdit[]): string {
  let [result, from] = ['', 0]
  for (const edit of edits) {
    result += text.slice(from, edit.start - start) + singleBytes.decode(edit.bytes)
    from = edit.end - start
  }
  return result + text.slice(from)
}

function replacementAt<T extends Replacement>(offset: number, replacements: readonly T[]): T | undefined {
  return replacements.findLast(({ span }) => span.start <= offset) ?? replacements[0]
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}
