/** Which comments stand at a value, and where that value is. */
import type { Document, Node } from './node.ts'
import type { Comment, Token } from './token.ts'

/** Keys and positions that lead from a document's root to a value. */
export type Path = readonly (string | number)[]

/** A scalar value whose own comment this is. */
export interface Owned {
  readonly scalar: Token
  readonly document: Document
  readonly path: Path
  /** A key above it, or its own, is written twice in its map, and this is not the first. */
  readonly isRepeated: boolean
}

/** Every comment that belongs to a value of the documents. */
export function findOwners(documents: readonly Document[]): ReadonlyMap<Comment, Owned> {
  const owners = new Map<Comment, Owned>()
  for (const document of documents) {
    const path: (string | number)[] = []
    const visit = (node: Node, isRepeated: boolean): void => {
      switch (node.kind) {
        case 'scalar': {
          const comment = ownComment(node.token)
          if (comment) owners.set(comment, { scalar: node.token, document, path: [...path], isRepeated })
          return
        }
        case 'map': {
          const names = new Set<string>()
          for (const { name, value } of node.entries) {
            path.push(name)
            visit(value, isRepeated || names.has(name))
            path.pop()
            names.add(name)
          }
          return
        }
        case 'sequence':
          node.items.forEach((item, index) => {
            path.push(index)
            visit(item, isRepeated)
            path.pop()
          })
          return
        case 'alias':
        case 'empty':
      }
    }
    visit(document.root, false)
  }
  return owners
}

/** The comment behind a scalar, else the one above it; two comments at one place count as none (kyaml fieldmeta.go reads them as one text). */
function ownComment({ behind, above }: Token): Comment | undefined {
  const [comment, ...others] = behind.length > 0 ? behind : above
  return others.length === 0 ? comment : undefined
}
