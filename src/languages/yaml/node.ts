/** What a YAML text holds. */
import type { Token } from './token.ts'

export type Node =
  | { readonly kind: 'scalar'; readonly token: Token }
  | { readonly kind: 'alias'; readonly name: string }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  /** Nothing is written where a value could stand. */
  | { readonly kind: 'empty' }

/** One key of a map with its value, in the order of the text; keys may come twice. */
export interface Entry {
  /** The key's text; empty where the key is no scalar. */
  readonly name: string
  readonly value: Node
}

export interface Document {
  readonly root: Node
  /** The line on which it begins, 0-based. */
  readonly line: number
  /** A `%` directive stands before it. */
  readonly hasDirective: boolean
  /** Its text begins on the line of its `---`. */
  readonly sharesLine: boolean
}
