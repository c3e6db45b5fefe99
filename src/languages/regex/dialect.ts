/** Between Go and the engine: what Go takes and the engine does not, and what both say of a pattern that is none. */
import { RE2JS, type RE2JSException, RE2JSSyntaxException } from 're2js'
import { shortenClassNames } from './class-names.ts'
import { renameRepeated } from './group-names.ts'
import { piecesOf } from './pieces.ts'

/** A pattern in the engine's words. */
export interface Dialect {
  readonly pattern: string
  /** The written names of groups that go by another name in it. */
  readonly names: ReadonlyMap<string, string>
  /** Go's message for what the engine says of it, with the pattern as it was written. */
  readonly messageOf: (thrown: RE2JSException) => string
}

/** Go lets several groups have one name, and Unicode classes have long names; the engine does not. */
export function toEngine(written: string): Dialect {
  const pieces = piecesOf(written)
  const { pieces: distinct, names } = renameRepeated(pieces)
  const made = distinct.map((piece) => shortenClassNames(piece, isKnownClass))
  return {
    pattern: made.join(''),
    names,
    messageOf: (thrown) => {
      if (!(thrown instanceof RE2JSSyntaxException)) return thrown.message
      const what = thrown.getDescription()
      return `error parsing regexp: ${what}: \`${asWritten(shownPart(thrown, made), { made, pieces })}\``
    },
  }
}

function isKnownClass(unicodeClass: string): boolean {
  try {
    RE2JS.compile(unicodeClass)
    return true
  } catch (thrown) {
    if (thrown instanceof RE2JSSyntaxException) return false
    throw thrown
  }
}

/** The part that Go shows. Where the engine shows none it is the whole pattern, but for a backslash at the end. */
function shownPart(thrown: RE2JSSyntaxException, made: readonly string[]): string {
  const isBackslash = thrown.getDescription() === 'trailing backslash at end of expression'
  return thrown.getPattern() ?? (isBackslash ? '' : made.join(''))
}

interface Twins {
  readonly made: readonly string[]
  readonly pieces: readonly string[]
}

/** What stands in the written pattern where the engine's has the part shown; a part of a class is shown as it is. */
function asWritten(shown: string, { made, pieces }: Twins): string {
  const from = made.join('').indexOf(shown)
  let end = 0
  const inside = [...made.keys()].filter((index) => {
    const start = end
    end += made[index]?.length ?? 0
    return start >= from && end <= from + shown.length
  })
  const isWhole = inside.map((index) => made[index]).join('') === shown
  return isWhole ? inside.map((index) => pieces[index]).join('') : shown
}
