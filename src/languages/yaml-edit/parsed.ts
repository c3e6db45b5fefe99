/** A YAML text as the parser reads it, and the map in it that begins at a place. */
import { isCollection, isMap, isPair, parseAllDocuments, type Document } from 'yaml'
import type { Start } from './edits.ts'
import { startOf } from './layout.ts'

/** All documents, errors included. Every scalar stays the text that was written. */
export function parseText(text: string): readonly Document.Parsed[] {
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: true,
  })
  return Array.isArray(parsed) ? parsed : []
}

/** A node, and the keys and positions that lead to it from the list of documents. */
export interface Found {
  readonly node: unknown
  readonly way: readonly (string | number)[]
}

/** The outermost map that begins there. */
export function findStart(
  documents: readonly Document.Parsed[],
  text: string,
  start: Start,
): Found | undefined {
  if (start.line === undefined) return documents[0] && { node: documents[0].contents, way: [0] }
  const offset = offsetOf(text, start)
  for (const [index, { contents }] of documents.entries()) {
    const found = findAt(contents, offset, [index])
    if (found !== undefined) return found
  }
  return undefined
}

function findAt(node: unknown, offset: number, way: Found['way']): Found | undefined {
  if (isMap(node) && startOf(node) === offset) return { node, way }
  if (!isCollection(node)) return undefined
  for (const [index, item] of node.items.entries()) {
    const step = isPair(item) ? String(item.key) : index
    const found = findAt(isPair(item) ? item.value : item, offset, [...way, step])
    if (found !== undefined) return found
  }
  return undefined
}

/** Of a place that is not there, somewhere in the text. */
export function offsetOf(text: string, { line = 1, column = 1 }: Start): number {
  const before = text.split('\n').slice(0, line - 1)
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1
}

/** Line and column of an offset, 1-based. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
