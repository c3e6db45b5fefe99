/** Where changes go: a branch, paths on it, policies for its markers, and how a change is delivered. */
import type { ImagePolicy } from './policy.ts'

export interface Environment {
  readonly name: string
  readonly branch: string
  /** The word before the colon in markers. */
  readonly namespace: string
  /** Files, folders or globs; an empty list is the whole repository. */
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  readonly delivery: Delivery
  readonly policies: readonly ImagePolicy[]
  readonly suspend: boolean
  readonly downgrade: Downgrade
}

/** What becomes of a winner that does not lead forward: a pull request of its own, nothing, or what becomes of any other. */
export type Downgrade = 'propose' | 'refuse' | 'allow'

export type Delivery =
  | { readonly kind: 'commit' }
  | {
      readonly kind: 'pull-request'
      readonly group: Grouping
      readonly labels: readonly string[]
      readonly draft: boolean
    }

/** Which changes of an environment share a pull request. */
export type Grouping =
  | { readonly kind: 'policy' }
  | { readonly kind: 'environment' }
  /** Names of groups with the policies' names in them; a policy that no group names stands alone. */
  | { readonly kind: 'named'; readonly groups: ReadonlyMap<string, readonly string[]> }

/** All that a configuration says, defaults filled in. */
export interface Config {
  readonly environments: readonly Environment[]
}
