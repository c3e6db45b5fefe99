/** How far a range reaches: what a reader of `>=1.2.0` may not have in mind. */
import type { Range } from './range.ts'
import { isZero, type Term } from './term.ts'

/** Does every alternative end at some major version? An alternative that nothing fits is bounded. */
export function isBounded({ alternatives }: Range): boolean {
  return alternatives.every(({ terms }) => terms.some(hasUpperBound))
}

/** Does some alternative look at prereleases at all? It does where any of its terms names one. */
export function takesPrereleases({ alternatives }: Range): boolean {
  return alternatives.some(({ hasPrerelease }) => hasPrerelease)
}

/** A caret always stays on one major version, as `^*` is read as `^0.0.0`. */
function hasUpperBound({ operator, written, base }: Term): boolean {
  switch (operator) {
    case '<':
    case '<=':
    case '^':
      return true
    case '>':
    case '>=':
    case '!=':
      return false
    case '=':
      return written !== 'star'
    case '~':
      return !(isZero(base) && (written === 'full' || written === 'star'))
  }
}
