/** Regular expressions as Go has them (RE2): linear in the text whatever the pattern, and safe to take from a file. */
import { RE2JS, RE2JSException } from 're2js'
import { type Dialect, toEngine } from './dialect.ts'
import type { Match, PlacedMatch } from './match.ts'
import { toNative } from './native.ts'

export { anchorsOf } from './anchors.ts'
export type { Match, PlacedMatch } from './match.ts'
export { expand, lackingGroups, parseTemplate } from './template.ts'

export interface Regex {
  readonly kind: 'regex'
  readonly pattern: string
  /** The names of the groups by their index, 0 being the whole match; the empty text where a group has none. */
  readonly names: readonly string[]
  /** Is there a match anywhere in the text? Much cheaper than `find`. */
  readonly isMatch: (text: string) => boolean
  /** The leftmost match. */
  readonly find: (text: string) => Match | undefined
  /** All matches from left to right, as Go walks a text: an empty one right behind another is none. */
  readonly findAll: (text: string) => Iterable<PlacedMatch>
}

/** Why a pattern is none; the message is Go's, as in "error parsing regexp: missing closing ]: `[=`". */
export interface RegexError {
  readonly kind: 'invalid'
  readonly message: string
}

/** Reads a pattern. What is wrong comes back as a value. */
export function parseRegex(pattern: string): Regex | RegexError {
  const dialect = toEngine(pattern)
  try {
    const { compiled, names } = compile(dialect)
    const native = toNative(pattern)
    const search = native === undefined ? re2(compiled, names) : plain(native)
    return { kind: 'regex', pattern, names, ...search, findAll: (text) => matchesIn(compiled, names, text) }
  } catch (thrown) {
    if (thrown instanceof RE2JSException) return { kind: 'invalid', message: dialect.messageOf(thrown) }
    throw thrown
  }
}

type Search = Pick<Regex, 'isMatch' | 'find'>

function plain(native: RegExp): Search {
  return { isMatch: (text) => native.test(text), find: (text) => native.exec(text) ?? undefined }
}

function re2(compiled: RE2JS, names: readonly string[]): Search {
  // One matcher for all texts: making one costs more than many a search.
  const matcher = compiled.matcher('')
  const find = (text: string): Match | undefined => {
    matcher.resetMatcherInput(text)
    return matcher.find() ? names.map((_, index) => matcher.group(index) ?? undefined) : undefined
  }
  return { isMatch: (text) => compiled.test(text), find }
}

function* matchesIn(compiled: RE2JS, names: readonly string[], text: string): Generator<PlacedMatch> {
  const matcher = compiled.matcher(text)
  let last = -1
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()]
    if (start === end && start === last) continue
    last = end
    yield { start, end, groups: names.map((_, index) => matcher.group(index) ?? undefined) }
  }
}

interface Compiled {
  readonly compiled: RE2JS
  readonly names: readonly string[]
}

function compile({ pattern, names: written }: Dialect): Compiled {
  const compiled = RE2JS.compile(pattern)
  const names = Array.from({ length: compiled.groupCount() + 1 }, () => '')
  for (const [name, index] of Object.entries(compiled.namedGroups())) names[index] = written.get(name) ?? name
  return { compiled, names }
}
