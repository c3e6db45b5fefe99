/** What a pattern found in a text. */

/** The texts of the groups, the whole match first; undefined for a group that took no part. */
export type Match = readonly (string | undefined)[]
