/** Regular expressions as Go has them (RE2): linear in the text whatever the pattern, and safe to take from a file. */
import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import { shortenClassNames } from './class-names.ts'
import { renameRepeated } from './group-names.ts'
import type { Match } from './match.ts'
import { toNative } from './native.ts'

export { anchorsOf, type Anchors } from './anchors.ts'
export type { Match } from './match.ts'
export { expand, parseTemplate, type Template } from './template.ts'

export interface Regex {
  readonly kind: 'regex'
  readonly pattern: string
  /** The names of the groups by their index, 0 being the whole match; the empty text where a group has none. */
  readonly names: readonly string[]
  /** Is there a match anywhere in the text? Much cheaper than `find`. */
  readonly isMatch: (text: string) => boolean
  /** The leftmost match. */
  readonly find: (text: string) => Match | undefined
}

/** Why a pattern is none; the message is Go's, as in "error parsing regexp: missing closing ]: `[=`". */
export interface RegexError {
  readonly kind: 'invalid'
  readonly message: string
}

/** Reads a pattern. What is wrong comes back as a value. */
export function parseRegex(pattern: string): Regex | RegexError {
  try {
    const { compiled, names } = compile(pattern)
    const native = toNative(pattern)
    return { kind: 'regex', pattern, names, ...(native === undefined ? re2(compiled, names) : plain(native)) }
  } catch (thrown) {
    if (thrown instanceof RE2JSException) return { kind: 'invalid', message: thrown.message }
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

interface Compiled {
  readonly compiled: RE2JS
  readonly names: readonly string[]
}

function compile(pattern: string): Compiled {
  try {
    return compileNamed(pattern, new Map())
  } catch (thrown) {
    if (!isRefusedByTheEngineAlone(thrown)) throw thrown
    const { pattern: distinct, names } = renameRepeated(shortenClassNames(pattern, isKnownClass))
    return compileNamed(distinct, names)
  }
}

/** Go lets several groups have one name, and Unicode classes have long names; the engine does not. */
function isRefusedByTheEngineAlone(thrown: unknown): boolean {
  if (!(thrown instanceof RE2JSSyntaxException)) return false
  return ['duplicate capture group name', 'invalid character class range'].includes(thrown.getDescription())
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

/** `renamed`: the written names of groups that go by another name here. */
function compileNamed(pattern: string, renamed: ReadonlyMap<string, string>): Compiled {
  const compiled = RE2JS.compile(pattern)
  const names = Array.from({ length: compiled.groupCount() + 1 }, () => '')
  for (const [name, index] of Object.entries(compiled.namedGroups())) names[index] = renamed.get(name) ?? name
  return { compiled, names }
}
