/** Globs as picomatch has them, in time that is linear where a pattern or a path could take for ever: both may be a stranger's. */
import picomatch from 'picomatch'
import { RE2JS } from 're2js'

export interface GlobOptions {
  /** A star stands for slashes, too. */
  readonly bash?: boolean
  /** A `!` in front is itself. */
  readonly nonegate?: boolean
}

/**
 * Does the text, a path from the root without a slash at its end, fit the glob? Names that begin with a dot count like others. With more than three wildcards
 * `!(…)` stands for itself.
 */
export function globOf(pattern: string, options: GlobOptions = {}): (path: string) => boolean {
  const all = { dot: true, ...options }
  const quick = picomatch(pattern, all)
  const isSmall = (pattern.match(wildcards) ?? []).length <= 3
  let linear: ((path: string) => boolean) | undefined
  return (path) => {
    if (isSmall && path.length <= longestForBacktracking) return quick(path)
    linear ??= linearOf(pattern, all)
    return linear(path)
  }
}

/** Runs of stars, groups, alternatives. With three of them backtracking takes steps by the cube of a path's length. */
const wildcards = /\*+|[?!+@]\(|\{/g
const longestForBacktracking = 300

function linearOf(pattern: string, options: picomatch.PicomatchOptions): (path: string) => boolean {
  const { source } = picomatch.makeRe(pattern, options)
  const negated = /^\^\(\?!\^(?<inside>.*)\$\)\.\*\$$/s.exec(source)?.groups?.['inside']
  const inside = withoutLooking(negated ?? source)
  if (/\(\?[!=<]/.test(inside)) return linearOf(pattern, { ...options, noextglob: true, nonegate: true })
  const expression = RE2JS.compile(negated === undefined ? inside : `^${inside}$`)
  return (path) => path === pattern || expression.matcher(path).find() !== (negated !== undefined)
}

/** They keep `.`, `..` and empty parts out, which no path from the root has. RE2 cannot look ahead. */
function withoutLooking(source: string): string {
  return source
    .replaceAll(String.raw`(?!(?:^|\/)\.{1,2}(?:\/|$))`, '')
    .replaceAll(String.raw`(?!\.{1,2}(?:\/|$))`, '')
    .replaceAll('(?=.)', '')
}
