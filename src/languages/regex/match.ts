/** What a pattern found in a text. */

/** The texts of the groups, the whole match first; undefined for a group that took no part. */
export type Match = readonly (string | undefined)[]

/** A match and where it stands, in UTF-16 units. */
export interface PlacedMatch {
  readonly start: number
  readonly end: number
  readonly groups: Match
}
