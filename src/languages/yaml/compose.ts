/** From tokens to documents: the grammar of YAML 1.1 as libyaml reads it (parser.c). */
import { decodeScalar } from './decode.ts'
import { textAt } from './bytes.ts'
import type { Document, Entry, Node } from './node.ts'
import { TokenReader } from './reader.ts'
import type { Token, TokenKind } from './token.ts'

/** Reads all documents of a file. Throws Unreadable. */
export function compose(bytes: Uint8Array, tokens: readonly Token[]): readonly Document[] {
  return new Composer(bytes, tokens).documents()
}

/** Deeper nesting than this is nobody's manifest. */
const deepest = 500

class Composer extends TokenReader {
  private readonly bytes: Uint8Array
  private anchors = new Set<string>()
  private depth = 0

  constructor(bytes: Uint8Array, tokens: readonly Token[]) {
    super(tokens)
    this.bytes = bytes
  }

  documents(): readonly Document[] {
    const documents: Document[] = []
    for (let kind = this.next.kind; kind !== 'end'; kind = this.next.kind) {
      if (kind !== 'document-end') documents.push(this.document())
      else if (documents.length > 0) this.at++
      else throw this.unreadable('a document ends before one begins')
    }
    return documents
  }

  private document(): Document {
    const hasDirective = this.next.kind === 'directive'
    while (this.next.kind === 'directive') this.at++
    const { line, kind } = this.next
    if (kind === 'document-start') this.at++
    else if (hasDirective) throw this.unreadable('a directive stands without a "---" after it')
    this.anchors = new Set()
    const sharesLine = kind === 'document-start' && this.next.line === line && this.next.kind !== 'end'
    const root = this.is(...betweenDocuments) ? empty : this.node({ block: true })
    if (!this.is(...betweenDocuments)) throw this.unreadable('more text follows where a document ends')
    return { root, line, hasDirective, sharesLine: sharesLine && root.kind !== 'empty' }
  }

  private node(where: Where): Node {
    if (++this.depth > deepest) throw this.unreadable(`collections are nested more than ${deepest} deep`)
    const node = this.aliasOrNode(where)
    this.depth--
    return node
  }

  private aliasOrNode(where: Where): Node {
    if (where.block && this.next.opensBlock && !where.insideKey) return this.blockCollection()
    if (this.next.kind === 'alias') return this.alias()
    const properties = this.properties()
    if (where.block && this.next.opensBlock && properties) return this.blockCollection()
    if (properties && this.isKey()) return empty
    if (where.indentless && this.is('-')) return { kind: 'sequence', items: this.indentlessItems() }
    const token = this.next
    if (token.kind === 'scalar') {
      this.at++
      return { kind: 'scalar', token }
    }
    if (token.kind === '[') return { kind: 'sequence', items: this.flowItems() }
    if (token.kind === '{') return { kind: 'map', entries: this.flowEntries() }
    if (properties) return empty
    throw this.unreadable('a value was expected here')
  }

  private alias(): Node {
    const name = textAt(this.bytes, this.next.start + 1, this.next.end)
    if (!this.anchors.has(name)) throw this.unreadable(`the alias *${name} has no anchor before it`)
    this.at++
    return { kind: 'alias', name }
  }

  /** Passes over an anchor and a tag; true if there was one. Those of a key that follows are not taken. */
  private properties(): boolean {
    const seen = new Set<TokenKind>()
    while (
      this.is('anchor', 'tag') &&
      !seen.has(this.next.kind) &&
      (seen.size === 0 || !this.next.startsKey)
    ) {
      seen.add(this.next.kind)
      if (this.next.kind === 'anchor')
        this.anchors.add(textAt(this.bytes, this.next.start + 1, this.next.end))
      this.at++
    }
    return seen.size > 0
  }

  private blockCollection(): Node {
    return this.is('-')
      ? { kind: 'sequence', items: this.blockItems() }
      : { kind: 'map', entries: this.blockEntries() }
  }

  private blockItems(): readonly Node[] {
    const items: Node[] = []
    for (; this.is('-');) {
      this.at++
      const isEmpty = this.is('block-end') || (this.is('-') && !this.next.opensBlock)
      items.push(isEmpty ? empty : this.node({ block: true }))
    }
    this.take('block-end', 'a list item was expected here')
    return items
  }

  private indentlessItems(): readonly Node[] {
    const items: Node[] = []
    while (this.is('-') && !this.next.opensBlock) {
      this.at++
      const isEmpty = this.is('block-end', ':') || this.isKey() || (this.is('-') && !this.next.opensBlock)
      items.push(isEmpty ? empty : this.node({ block: true }))
    }
    return items
  }

  private blockEntries(): readonly Entry[] {
    const entries: Entry[] = []
    while (this.next.startsKey || this.is('?')) {
      const key = this.key(['block-end', ':'], true)
      let value: Node = empty
      if (this.is(':')) {
        this.at++
        if (!this.is('block-end', ':') && !this.isKey()) value = this.node({ block: true, indentless: true })
      }
      entries.push(this.entry(key, value))
      if (this.next.opensBlock) break
    }
    this.take('block-end', 'a key was expected here')
    return entries
  }

  /** A key, with or without `?`; empty where one of `ends` follows. */
  private key(ends: readonly TokenKind[], block: boolean): Node {
    if (!this.is('?')) return this.node({ block, insideKey: true })
    this.at++
    return this.is(...ends) || this.isKey() ? empty : this.node({ block, indentless: block })
  }

  private entry(key: Node, value: Node): Entry {
    const name =
      key.kind === 'scalar' ? decodeScalar(this.bytes, key.token) : key.kind === 'alias' ? key.name : ''
    return { name, value }
  }

  private flowItems(): readonly Node[] {
    const items: Node[] = []
    this.flow(']', () => {
      if (!this.isKey()) return items.push(this.node({}))
      const key = this.key([':', ',', ']'], false)
      return items.push({ kind: 'map', entries: [this.entry(key, this.flowValue(']'))] })
    })
    return items
  }

  private flowEntries(): readonly Entry[] {
    const entries: Entry[] = []
    this.flow('}', () => {
      const isKey = this.isKey()
      const key = isKey ? this.key([':', ',', '}'], false) : this.node({})
      return entries.push(this.entry(key, isKey ? this.flowValue('}') : empty))
    })
    return entries
  }

  private flow(close: ']' | '}', readItem: () => unknown): void {
    this.at++
    for (let first = true; !this.is(close); first = false) {
      if (!first) this.take(',', `"," or "${close}" was expected here`)
      if (!this.is(close)) readItem()
    }
    this.at++
  }

  private flowValue(close: ']' | '}'): Node {
    if (!this.is(':')) return empty
    this.at++
    return this.is(',', close) ? empty : this.node({})
  }
}

/** What a node may be at the place where it stands. */
interface Where {
  /** A block collection may begin here. */
  readonly block?: boolean
  /** A list may stand at the indentation of the key it belongs to. */
  readonly indentless?: boolean
  /** The node is the key of a mapping that was opened at its first token. */
  readonly insideKey?: boolean
}

const empty: Node = { kind: 'empty' }
const betweenDocuments: readonly TokenKind[] = ['document-start', 'document-end', 'directive', 'end']
