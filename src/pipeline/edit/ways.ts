/** How something is done to a file: the edits, and other edits where those cannot be proved. */
import type { YamlEdit } from '../../languages/yaml-edit/yaml-edit.ts'

/** Ways to do it, the best first; or in words why it cannot be done. */
export type Ways = readonly Way[] | string

export interface Way {
  readonly edits: readonly YamlEdit[]
  /** What a person should know of it. */
  readonly notes?: readonly string[]
}
