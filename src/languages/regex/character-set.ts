/** Sets of characters: a bit for each of the 128 of ASCII, and one for all others together. */

export type CharacterSet = bigint

/** Nothing in common? */
export function areDisjoint(a: CharacterSet, b: CharacterSet): boolean {
  return (a & b) === 0n
}

/** The characters that one piece of a pattern stands for; undefined for syntax, and for what is not plain ASCII. */
export function parseSet(piece: string): CharacterSet | undefined {
  if (piece === '.') return without(of('\n'))
  const inner = /^\[([^]*)\]$/.exec(piece)?.[1]
  if (inner === undefined) return perlClass(piece) ?? single(piece)
  const isNegated = inner.startsWith('^')
  const set = parseMembers(isNegated ? inner.slice(1) : inner)
  return set !== undefined && isNegated ? without(set) : set
}

/** The same set for the engine of JavaScript; with `others` in it, it wants the flag `u`. */
export function setSource(set: CharacterSet): string {
  const codes = Array.from({ length: 128 }, (_, code) => code).filter((code) => has(set, code))
  const [only] = codes
  if (only !== undefined && codes.length === 1 && !hasOthers(set)) return hexadecimal(only)
  const starts = codes.filter((code) => !has(set, code - 1))
  const ends = codes.filter((code) => code === 127 || !has(set, code + 1))
  const ranges = starts.map((start, index) => `${hexadecimal(start)}-${hexadecimal(ends[index] ?? start)}`)
  return `[${ranges.join('')}${hasOthers(set) ? String.raw`\u{80}-\u{10ffff}` : ''}]`
}

/** Does it hold characters that are not ASCII? */
export function hasOthers(set: CharacterSet): boolean {
  return has(set, 128)
}

function has(set: CharacterSet, code: number): boolean {
  return code >= 0 && (set & (1n << BigInt(code))) !== 0n
}

function without(set: CharacterSet): CharacterSet {
  return ~set & ((1n << 129n) - 1n)
}

function of(characters: string): CharacterSet {
  return Array.from(characters, bitOf).reduce((set, bit) => set | bit, 0n)
}

function bitOf(character: string): CharacterSet {
  return 1n << BigInt(character.charCodeAt(0))
}

function between(low: string, high: string): CharacterSet {
  return (bitOf(high) << 1n) - bitOf(low)
}

function hexadecimal(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`
}

/** Go: regexp/syntax perl_groups.go. */
function perlClass(piece: string): CharacterSet | undefined {
  const set = perlClasses.get(piece.toLowerCase())
  return set === undefined || piece === piece.toLowerCase() ? set : without(set)
}

const digits = between('0', '9')
const perlClasses: ReadonlyMap<string, CharacterSet> = new Map([
  [String.raw`\d`, digits],
  [String.raw`\w`, digits | between('A', 'Z') | between('a', 'z') | of('_')],
  [String.raw`\s`, of('\t\n\f\r ')],
])

/** A character that stands for itself, escaped or not (Go: parse.go `parseEscape`). */
function single(piece: string): CharacterSet | undefined {
  const [, escaped, plain] = /^(?:\\([\0-\x7f])|([\0-\x7f]))$/.exec(piece) ?? []
  if (escaped !== undefined) return /[0-9A-Za-z]/.test(escaped) ? undefined : of(escaped)
  return plain === undefined || /[.^$*+?()[\]{}|\\]/.test(plain) ? undefined : of(plain)
}

/** What stands in brackets. Undefined for what is rare: named classes, other escapes, a hyphen in a place where one looks twice. */
function parseMembers(inner: string): CharacterSet | undefined {
  const member = /(\\[dwsDWS])|(^-|-$|\\[^0-9A-Za-z]|[^\\[\]-])(?:-(\\[^0-9A-Za-z]|[^\\[\]-]))?/y
  let set = 0n
  while (member.lastIndex < inner.length) {
    const [, perl, low = '', high = low] = member.exec(inner) ?? []
    const [first, last] = [low.at(-1) ?? '', high.at(-1) ?? '']
    const added = perl === undefined ? asciiRange(first, last) : perlClass(perl)
    if (added === undefined) return undefined
    set |= added
  }
  return set
}

function asciiRange(low: string, high: string): CharacterSet | undefined {
  return low !== '' && low <= high && high <= '\x7f' ? between(low, high) : undefined
}
