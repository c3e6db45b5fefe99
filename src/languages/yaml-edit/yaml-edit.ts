/** Puts keys into the maps of a YAML text and takes them out so that no other byte moves, and proves it. */
import { isNode } from 'yaml'
import type { Path, Refusal, Splice, Start, YamlEdit } from './edits.ts'
import { findStart, offsetOf, parseText, placeOf } from './parsed.ts'
import { isProved } from './proof.ts'
import { putInto } from './put.ts'
import { removeFrom } from './remove.ts'
import { findSource, writeBehind } from './source.ts'

export type { Path, Start, YamlEdit } from './edits.ts'
export { formatValue, isValue, type Value } from './value.ts'

/** `unchanged` where all is so already. Line and column are 1-based. */
export type Edited =
  | { readonly kind: 'edited'; readonly bytes: Uint8Array }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly message: string; readonly line: number; readonly column: number }

/**
 * Makes the edits one after another. Refuses what cannot be read, what is shared through an alias, and an edit after which the text would not read as it did
 * but for the wanted keys: then nothing is edited. A byte order mark is no column.
 */
export function editYaml(bytes: Uint8Array, start: Start, edits: readonly YamlEdit[]): Edited {
  const text = decode(bytes)
  if (text === undefined) return { kind: 'refused', message: 'the file is no UTF-8 text', line: 1, column: 1 }
  let now = text
  for (const edit of edits) {
    const made = editOnce(now, start, edit)
    if (typeof made !== 'string') return { kind: 'refused', message: made.refused, ...placeOf(now, made.at) }
    now = made
  }
  if (now === text) return { kind: 'unchanged' }
  const body = new TextEncoder().encode(now)
  return { kind: 'edited', bytes: new Uint8Array([...bytes.subarray(0, markLength(bytes)), ...body]) }
}

/** What stands behind the colon of a key, to the byte, and what it reads as with every scalar as text; undefined where the key is not there. */
export function readSource(
  bytes: Uint8Array,
  start: Start,
  path: Path,
): { readonly text: string; readonly tree: unknown } | undefined {
  const text = decode(bytes) ?? ''
  const documents = parseText(text)
  const target = findStart(documents, text, start)
  const document = documents.find((_, index) => index === target?.way[0])
  const found = target && findSource(target.node, text, path)
  if (document === undefined || found === undefined) return undefined
  const { value } = found.entry
  const tree: unknown = isNode(value) ? value.toJS(document) : value
  return { text: text.slice(found.start, found.end), tree }
}

function editOnce(text: string, start: Start, edit: YamlEdit): string | Refusal {
  const documents = parseText(text)
  const [error] = documents.flatMap(({ errors }) => errors)
  if (error !== undefined) return { refused: 'the file is not valid YAML', at: error.pos[0] }
  const target = findStart(documents, text, start)
  if (target === undefined) return { refused: 'no map begins at this place', at: offsetOf(text, start) }
  const change = changeOf(target.node, text, edit)
  if (change === undefined) return text
  if ('refused' in change) return change
  const after = text.slice(0, change.start) + change.text + text.slice(change.end)
  if (after === text || isProved(documents, parseText(after), { way: target.way, edit })) return after
  return { refused: 'as the file is written, more than this key would change', at: change.start }
}

function changeOf(node: unknown, text: string, edit: YamlEdit): Splice | Refusal | undefined {
  switch (edit.kind) {
    case 'put':
      return putInto(node, text, edit)
    case 'remove':
      return removeFrom(node, text, edit)
    case 'write':
      return writeBehind(node, text, edit)
  }
}

/** Without the byte order mark; undefined for bytes that would not come back as they are. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(markLength(bytes)),
    )
  } catch {
    return undefined
  }
}

function markLength(bytes: Uint8Array): number {
  return [0xef, 0xbb, 0xbf].every((byte, index) => bytes[index] === byte) ? 3 : 0
}
