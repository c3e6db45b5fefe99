/** Where the parts of a parsed YAML text stand: keys, values, the ends of entries, and the lines around them. Offsets count UTF-16 units. */
import { isCollection, isPair, isScalar, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml'

/** A map and an entry as the parser gives them. */
export type MapNode = YAMLMap
export type Entry = Pair

/** Nothing is written where the value could stand, or YAML's word for nothing. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true
  return isScalar(value) && value.type === 'PLAIN' && /^(|~|null|Null|NULL)$/.test(String(value.value))
}

/** The entry of a key; the first where a key stands twice. */
export function findEntry({ items }: MapNode, key: string): Entry | undefined {
  return items.find((entry) => isScalar(entry.key) && String(entry.key.value) === key)
}

/** Where an entry begins: at its key, or at what stands before that and belongs to it. */
export function startOfEntry({ key, srcToken }: Entry): number {
  const before = (srcToken?.start ?? []).find(({ type }) => /^(explicit-key-ind|anchor|tag)$/.test(type))
  return before && 'offset' in before ? before.offset : startOf(key)
}

/** Where an entry ends, without a comment behind it. */
export function endOfEntry(entry: Entry): number {
  return Math.max(endOfColon(entry), isNothing(entry.value) && !hasWord(entry.value) ? 0 : endOf(entry.value))
}

/** Behind the colon of an entry, and what says of its value how it is to be read. */
export function endOfColon({ key, srcToken }: Entry): number {
  const parts = (srcToken?.sep ?? []).filter(({ type }) => /^(map-value-ind|anchor|tag)$/.test(type))
  return Math.max(isNode(key) ? endOf(key) : 0, ...parts.map(({ offset, source }) => offset + source.length))
}

/** Where a value ends; a block scalar at its last line's end. */
export function endOf(node: unknown): number {
  if (isPair(node)) return endOfEntry(node)
  if (!isNode(node)) return 0
  const [start, end] = rangeOf(node)
  if (isCollection(node) && node.flow !== true) return Math.max(start, endOf(node.items.at(-1)))
  return end
}

export function startOf(node: unknown): number {
  return isNode(node) ? rangeOf(node)[0] : 0
}

/** Is it text that goes on over lines by indentation? */
export function isBlockScalar(node: unknown): node is Scalar {
  return isScalar(node) && (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The end of the line in which something ends at the offset, before its break. What ends with a break ends in the line before. */
export function lineEnd(text: string, offset: number): number {
  const from = text[offset - 1] === '\n' ? offset - 1 : offset
  const at = text.indexOf('\n', from)
  const end = at < 0 ? text.length : at
  return text[end - 1] === '\r' ? end - 1 : end
}

/** Behind the break that stands at the offset, if one does. */
export function afterBreak(text: string, offset: number): number {
  const [found = ''] = /^\r?\n/.exec(text.slice(offset, offset + 2)) ?? []
  return offset + found.length
}

/** The break that the text uses. */
export function breakOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n'
}

/** The blanks before a key: what else stands there, as the hyphen of a list item, is as wide. */
export function indentAt(text: string, offset: number): string {
  return ' '.repeat(offset - lineStart(text, offset))
}

function hasWord(value: unknown): boolean {
  return isNode(value) && rangeOf(value)[1] > rangeOf(value)[0]
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value
}

/** Every node that the parser makes knows where it stands. */
function rangeOf({ range }: Node): readonly [start: number, end: number] {
  if (range === null || range === undefined) throw new Error('a node of a parsed text has no range')
  return [range[0], range[1]]
}
