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

/** The same set for the engine of JavaScript; with others than ASCII in it, it wants the flag `u`. */
export function setSource(set: CharacterSet): string {
  const bits = (set & ascii).toString(2)
  const ranges = Array.from(bits.matchAll(/1+/g), ({ index, 0: { length } }) => {
    const high = bits.length - 1 - index
    const low = high - length + 1
    return low === high ? hexadecimal(low) : `${hexadecimal(low)}-${hexadecimal(high)}`
  })
  if (hasOthers(set)) return `[${ranges.join('')}\\u{80}-\\u{10ffff}]`
  return /^10*$/.test(bits) ? ranges.join('') : `[${ranges.join('')}]`
}

/** Does it hold characters that are not ASCII? */
export function hasOthers(set: CharacterSet): boolean {
  return set > ascii
}

const ascii: CharacterSet = (1n << 128n) - 1n
const all: CharacterSet = (1n << 129n) - 1n

function without(set: CharacterSet): CharacterSet {
  return all & ~set
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
