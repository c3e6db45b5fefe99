/** The pieces of text that ranges are made of, as sources of regular expressions. */

/** What Go's `\s` takes. */
export const blank = String.raw`[\t\n\f\r ]`

const number = '[0-9|xX*]+'
const identifiers = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`

/**
 * A version as it may stand in a range, with four groups: major, dot and minor, dot and patch, hyphen and prerelease
 * (constraints.go `cvRegex`, whose class of numbers holds `|` too). No two of its parts can share a character at a place,
 * so it is tried in one pass.
 */
export const versionPattern = String.raw`v?(${number})(\.${number})?(\.${number})?(-${identifiers})?(?:\+${identifiers})?`
