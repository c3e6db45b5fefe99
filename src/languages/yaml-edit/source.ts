/** What is written behind the colon of a key, to the byte. */
import { isMap } from 'yaml'
import type { Path, Refusal, Splice, Write } from './edits.ts'
import { formatValue } from './value.ts'
import { endOfColon, endOfEntry, findEntry, lineEnd, type Entry, type MapNode } from './layout.ts'

/** Where the text behind a key's colon stands: to the end of the value, and of a comment on the same line. */
export function findSource(
  target: unknown,
  text: string,
  path: Path,
): (Omit<Splice, 'text'> & { readonly entry: Entry }) | undefined {
  let node = target
  let found: { readonly map: MapNode; readonly entry: Entry } | undefined
  for (const key of path) {
    const entry = isMap(node) ? findEntry(node, key) : undefined
    if (entry === undefined || !isMap(node)) return undefined
    found = { map: node, entry }
    node = entry.value
  }
  if (found === undefined) return undefined
  const { map, entry } = found
  const end = endOfEntry(entry)
  return { start: endOfColonOnly(entry), end: map.flow === true ? end : lineEnd(text, end), entry }
}

/** Puts another text there. */
export function writeBehind(
  target: unknown,
  text: string,
  { path, value, text: wanted = ` ${formatValue(value)}` }: Write,
): Splice | Refusal {
  const found = findSource(target, text, path)
  if (found === undefined) return { refused: `there is no \`${path.join('.')}\``, at: 0 }
  return { start: found.start, end: found.end, text: wanted }
}

/** Without an anchor or a tag, which belong to the value. */
function endOfColonOnly(entry: Entry): number {
  const colon = (entry.srcToken?.sep ?? []).find(({ type }) => type === 'map-value-ind')
  return colon === undefined ? endOfColon(entry) : colon.offset + 1
}
