/** How a key gets a value: which part of the text gives way to what. */
import { isAlias, isMap, isScalar, type Scalar } from 'yaml'
import type { Path, Put, Refusal, Splice } from './edits.ts'
import {
  breakOf,
  endOf,
  endOfColon,
  endOfEntry,
  findEntry,
  indentAt,
  isBlockScalar,
  isNothing,
  lineEnd,
  startOf,
  startOfEntry,
  type Entry,
  type MapNode,
} from './layout.ts'
import { formatValue, type Value } from './value.ts'

/** Changes a value that is there; else puts the key at the end of its map. Maps on the way that are missing are made. */
export function putInto(target: unknown, text: string, { path, value, short }: Put): Splice | Refusal {
  let node = target
  for (const [depth, key] of path.entries()) {
    const rest = path.slice(depth)
    if (short !== undefined && rest.length === 1 && isScalar(node) && !isNothing(node))
      return wrap(node, text, { [short]: '', [key]: value })
    if (!isMap(node)) return noMap(node, path.slice(0, depth))
    const entry = findEntry(node, key)
    if (entry === undefined)
      return isLongForm(node, short)
        ? insertFirst(node, { path: rest, value })
        : insert(node, text, { path: rest, value })
    if (rest.length === 1) return replace(entry, formatLike(entry.value, value))
    if (isNothing(entry.value)) return replace(entry, formatValue(nest(rest.slice(1), value)))
    node = entry.value
  }
  return noMap(node, path)
}

/** Why nothing can be done below something that is no map. */
export function noMap(node: unknown, path: Path): Splice | Refusal {
  const where = path.length === 0 ? 'the object' : `\`${path.join('.')}\``
  const at = startOf(node)
  if (!isAlias(node)) return { refused: `${where} is no map`, at }
  return { refused: `${where} stands for \`*${node.source}\`, which other places use too`, at }
}

/** `ghcr.io/acme/web` becomes `{ image: ghcr.io/acme/web, suspend: true }`, with the very bytes of the scalar. */
function wrap(scalar: Scalar, text: string, entries: Readonly<Record<string, Value>>): Splice | Refusal {
  const [start, end] = [startOf(scalar), endOf(scalar)]
  const source = text.slice(start, end)
  if (/[\r\n]/.test(source)) return { refused: 'the value goes on over several lines', at: start }
  const [[short] = [''], ...others] = Object.entries(entries)
  const more = others.map(([key, value]) => `${key}: ${formatValue(value)}`)
  return { start, end, text: `{ ${[`${short}: ${source}`, ...more].join(', ')} }` }
}

function replace(entry: Entry, text: string): Splice | Refusal {
  const { value } = entry
  const [start, end] = [startOf(value), endOf(value)]
  const isInLine = (isScalar(value) && !isBlockScalar(value)) || isAlias(value) || isFlow(value)
  if (isInLine && end > start) return { start, end, text }
  const colon = endOfColon(entry)
  return { start: colon, end: endOfEntry(entry), text: ` ${text}` }
}

/** Text keeps the quotes of the one that was there. */
function formatLike(old: unknown, value: Value): string {
  const isQuoted = isScalar(old) && old.type === 'QUOTE_DOUBLE' && typeof value === 'string'
  return isQuoted ? JSON.stringify(value) : formatValue(value)
}

function isFlow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'flow' in value && value.flow === true
}

interface NewEntry {
  readonly path: Path
  readonly value: Value
}

/** A map that a text could stand for: what is put before its only key cannot be taken for what `wrap` made. */
function isLongForm({ flow, items }: MapNode, short: string | undefined): boolean {
  const [first] = items
  return flow === true && items.length === 1 && isScalar(first?.key) && first.key.value === short
}

function insertFirst({ items: [first] }: MapNode, { path: [key = '', ...below], value }: NewEntry): Splice {
  const at = first === undefined ? 0 : startOfEntry(first)
  return { start: at, end: at, text: `${formatKey(key)}: ${formatValue(nest(below, value))}, ` }
}

function insert(map: MapNode, text: string, entry: NewEntry): Splice | Refusal {
  return map.flow === true ? insertInFlow(map, text, entry) : insertInBlock(map, text, entry)
}

/** Where all other keys are in double quotes, as in JSON, the new ones are too. */
function insertInFlow(
  map: MapNode,
  text: string,
  { path: [key = '', ...below], value }: NewEntry,
): Splice | Refusal {
  const isJson =
    map.items.length > 0 && map.items.every(({ key }) => isScalar(key) && key.type === 'QUOTE_DOUBLE')
  const nested = nest(below, value)
  const entry = isJson
    ? `${JSON.stringify(key)}: ${JSON.stringify(nested)}`
    : `${formatKey(key)}: ${formatValue(nested)}`
  const last = map.items.at(-1)
  if (last === undefined) {
    const [start, end] = [startOf(map), endOf(map)]
    if (/[#\r\n]/.test(text.slice(start, end)))
      return { refused: 'the map is empty but for a comment', at: start }
    return { start, end, text: `{ ${entry} }` }
  }
  const at = endOfEntry(last)
  return { start: at, end: at, text: `, ${entry}` }
}

function insertInBlock(map: MapNode, text: string, { path, value }: NewEntry): Splice | Refusal {
  const [first, last] = [map.items[0], map.items.at(-1)]
  if (first === undefined || last === undefined) return { refused: 'the map is empty', at: startOf(map) }
  const indent = indentAt(text, startOfEntry(first))
  const lineBreak = breakOf(text)
  const lines = path.map((key, depth) => `${indent}${'  '.repeat(depth)}${formatKey(key)}:`)
  const at = lineEnd(text, endOfEntry(last))
  return { start: at, end: at, text: `${lineBreak}${lines.join(lineBreak)} ${formatValue(value)}` }
}

function formatKey(key: string): string {
  return formatValue(key)
}

function nest(path: Path, value: Value): Value {
  return path.reduceRight<Value>((below, key) => ({ [key]: below }), value)
}
