/** What changed in a source repository between two versions. */

export interface Comparison {
  readonly url: string
  readonly total: number
  /** First lines of the commits' messages, the oldest first, at most fifty. */
  readonly subjects: readonly string[]
}

export interface Release {
  readonly tag: string
  readonly url: string
  readonly name: string
  readonly notes: string
}
