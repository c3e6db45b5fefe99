/** The proof that a rewritten file differs in its edited scalars only, made with a YAML reader that is not ours. */
import { isScalar, Lexer, parseDocument, type Tags } from 'yaml'
import type { Span } from '../../model/manifest.ts'
import { type ByteEdit, growth } from './splice.ts'

/** A scalar, the edits inside of it, and the text it shall have. */
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
}

/**
 * The first replacement that cannot be proved, or undefined if all can: each span is one scalar of the old text; the tokens of both texts are the same
 * one by one, but that those which an edit touches differ by that edit; and each new scalar, with its tag, reads as the wanted text under YAML 1.1.
 */
export function findFault<T extends Replacement>({
  before,
  after,
  replacements,
}: Rewriting<T>): T | undefined {
  const old = readTokens(before)
  const fresh = readTokens(after)
  const starts = new Map<number, LexedToken>()
  const pending = replacements.flatMap(({ edits }) => edits)
  for (const [index, token] of old.entries()) {
    const edits = takeEdits(token, pending)
    if (fresh[index]?.text !== edited(token, edits)) return replacementAt(token.start, replacements)
    starts.set(token.start, token)
  }
  if (pending.length > 0 || fresh.length !== old.length) return replacements.at(-1)
  let shift = 0
  return replacements.find(({ span, edits, to }) => {
    const token = starts.get(span.start)
    const start = span.start + shift
    shift += growth(edits)
    if (!token || !isWhole(token, span)) return true
    return !readsAs(to, `${token.tag} ${utf8.decode(after.subarray(start, span.end + shift))}`)
  })
}

/** Is the span all of the scalar that begins with the token? A block scalar goes on behind its header. */
function isWhole({ text, end }: LexedToken, span: Span): boolean {
  return end === span.end || text.startsWith('|') || text.startsWith('>')
}

/** What the lexer puts between tokens and is no text of the file. */
const announcements = new Set(['\x02', '\x18', '\x1f'])

interface LexedToken {
  readonly start: number
  readonly end: number
  readonly text: string
  /** The tag that stands before it, if any. */
  readonly tag: string
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
/** One character a byte, so that offsets and bytes that are no UTF-8 stay what they are. */
const singleBytes = new TextDecoder('windows-1252')

/** All tokens but those without text that only announce the next one's kind. */
function readTokens(bytes: Uint8Array): readonly LexedToken[] {
  const skipped = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const tokens: LexedToken[] = []
  let [start, tag] = [skipped, '']
  for (const text of new Lexer().lex(singleBytes.decode(bytes.subarray(skipped)))) {
    if (announcements.has(text)) continue
    const end = start + text.length
    tokens.push({ start, end, text, tag })
    if (text.startsWith('!')) tag = text
    else if (!/^[\s&#]/.test(text)) tag = ''
    start = end
  }
  return tokens
}

/** Takes from the list the edits that lie inside of a token. */
function takeEdits({ start, end }: LexedToken, pending: ByteEdit[]): readonly ByteEdit[] {
  const beyond = pending.findIndex((edit) => edit.start < start || edit.end > end)
  return pending.splice(0, beyond < 0 ? pending.length : beyond)
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

/** Is this the source of one scalar that YAML 1.1 reads as that text? */
function readsAs(text: string, source: string): boolean {
  const { errors, warnings, contents } = parseDocument(source, {
    version: '1.1',
    customTags,
    logLevel: 'silent',
  })
  if (errors.length > 0 || !isScalar(contents) || contents.value !== text) return false
  // A tag of YAML's own that does not fit the text is a warning; what a tag of somebody else's means is not known here.
  return warnings.length === 0 || !contents.tag?.startsWith('tag:yaml.org,2002:')
}

/** The reader's own tags, but that dates are text (one that takes the place of a date stays plain) and that `e1` is no number. */
function customTags(tags: Tags): Tags {
  return tags
    .filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:timestamp')
    .map(withDigits)
}

function withDigits(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.collection !== undefined || tag.format !== 'EXP') return tag
  return { ...tag, test: exponent }
}

/** YAML 1.1, yaml.org/type/float: there is a digit before the exponent. */
const exponent = /^[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)[eE][-+]?\d+$/
