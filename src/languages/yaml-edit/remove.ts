/** How a key goes away with its value: which part of the text that takes. */
import { isMap, isScalar } from 'yaml'
import type { Refusal, Remove, Splice } from './edits.ts'
import {
  afterBreak,
  endOf,
  endOfColon,
  endOfEntry,
  findEntry,
  isNothing,
  lineEnd,
  lineStart,
  startOf,
  startOfEntry,
  type Entry,
  type MapNode,
} from './layout.ts'
import { noMap } from './put.ts'

/** Undefined where the key is not there. */
export function removeFrom(
  target: unknown,
  text: string,
  { path, ...manner }: Remove,
): Splice | Refusal | undefined {
  let node = target
  const above: Step[] = []
  for (const [depth, key] of path.entries()) {
    if (isNothing(node)) return undefined
    if (!isMap(node)) return isScalar(node) ? undefined : noMap(node, path.slice(0, depth))
    const entry = findEntry(node, key)
    if (entry === undefined) return undefined
    above.push({ map: node, entry })
    node = entry.value
  }
  const [last] = above.splice(-1)
  return last && takeOut(last, above, { text, ...manner })
}

/** A map, and the entry in it that leads on. */
interface Step {
  readonly map: MapNode
  readonly entry: Entry
}

interface Manner extends Pick<Remove, 'prune' | 'short'> {
  readonly text: string
}

function takeOut(step: Step, above: readonly Step[], { text, short, prune }: Manner): Splice | Refusal {
  const { map, entry } = step
  if (map.items.length > 1) return unwrap(map, text, entry, short) ?? cut(map, text, entry)
  const fuller = prune === true ? above.findLast(({ map: { items } }) => items.length > 1) : undefined
  return fuller === undefined ? empty(map, text, above.at(-1)?.entry) : cut(fuller.map, text, fuller.entry)
}

/** Where a short form was made long by us and nothing else is left, the short form comes back. */
function unwrap(
  map: MapNode,
  text: string,
  entry: Entry,
  short: string | undefined,
): Splice | Refusal | undefined {
  const [first, second] = map.items
  if (map.flow !== true || map.items.length !== 2 || first === undefined || second !== entry) return undefined
  if (short === undefined || first !== findEntry(map, short) || !isScalar(first.value)) return undefined
  const [start, end] = [startOf(map), endOf(map)]
  const source = text.slice(startOf(first.value), endOf(first.value))
  const own = text.slice(startOfEntry(entry), endOfEntry(entry))
  if (text.slice(start, end) !== `{ ${short}: ${source}, ${own} }`) return undefined
  return { start, end, text: source }
}

/** Takes an entry out of a map that has others. */
function cut(map: MapNode, text: string, entry: Entry): Splice | Refusal {
  return map.flow === true ? cutFromFlow(map, text, entry) : cutFromBlock(map, text, entry)
}

function cutFromFlow({ items }: MapNode, text: string, entry: Entry): Splice | Refusal {
  const index = items.indexOf(entry)
  const [before, behind] = [items[index - 1], items[index + 1]]
  const [start, end] = [startOfEntry(entry), endOfEntry(entry)]
  if (before === undefined) return { start, end: behind ? startOfEntry(behind) : end, text: '' }
  const from = endOfEntry(before)
  // A comment in between is the other entry's.
  if (!text.slice(from, start).includes('#')) return { start: from, end, text: '' }
  return { start, end: behind ? startOfEntry(behind) : end, text: '' }
}

function cutFromBlock({ items }: MapNode, text: string, entry: Entry): Splice | Refusal {
  const start = startOfEntry(entry)
  const line = lineStart(text, start)
  const end = lineEnd(text, endOfEntry(entry))
  if (text.slice(line, start).trim() === '') {
    const next = afterBreak(text, end)
    // The last line of a text without a last break takes the break before it.
    return next === end && line > 0
      ? { start: lineEnd(text, line), end, text: '' }
      : { start: line, end: next, text: '' }
  }
  // It stands behind the hyphen of a list item, and the next entry moves up to there.
  const behind = items[items.indexOf(entry) + 1]
  if (behind === undefined) return { refused: 'other things stand on its line', at: start }
  return { start, end: startOfEntry(behind), text: '' }
}

/** The map keeps its place. */
function empty(map: MapNode, text: string, above: Entry | undefined): Splice | Refusal {
  const [start, end] = [startOf(map), endOf(map)]
  if (map.flow === true) return { start, end, text: '{}' }
  if (above === undefined) return { refused: 'nothing else stands in the document', at: start }
  return { start: endOfColon(above), end: lineEnd(text, end), text: ' {}' }
}
