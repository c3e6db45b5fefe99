/** Kubernetes objects in the bytes of a file: its documents, the items of its lists, and where each of their fields stands. */
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { Document, Node, ScalarTag, Tags } from 'yaml'
import type { SourceFile } from '../../../model/manifest.ts'
import { type Place, type Problem, problemsOf } from '../../../model/problem.ts'
import type { Path } from '../own/finding.ts'
import { describeSyntax } from '../own/yaml-syntax.ts'
import { toPlain } from './values.ts'

/** An object as it was written. */
export interface RawObject {
  readonly apiVersion: string
  readonly kind: string
  /** Maps, lists, texts, numbers and booleans. Keys with null are left out, as Kubernetes does. */
  readonly tree: unknown
  /** The place of the key or value at a path; where the path leads nowhere, that of the last key on it. */
  readonly placeAt: (path: Path, at?: 'key' | 'value') => Place
  /** The text of the file at a value, as written. */
  readonly sourceAt: (path: Path) => string
}

export interface ReadDocuments {
  readonly objects: readonly RawObject[]
  readonly problems: readonly Problem[]
}

/** The objects that are wanted, in the order of the file. A file that is not YAML gives one warning and no object. */
export function readDocuments(
  file: Pick<SourceFile, 'path' | 'bytes'>,
  isWanted: (apiVersion: string, kind: string) => boolean,
): ReadDocuments {
  const { documents, source, problems } = parse(file)
  return guarded(source, { objects: [], problems }, () => ({
    objects: documents.flatMap((document) => objectsOf(document, source, isWanted)),
    problems,
  }))
}

/** The first document as a plain value, for files that need not say what they are; undefined where it is empty or not YAML. */
export function readPlain(file: Pick<SourceFile, 'path' | 'bytes'>): {
  readonly tree: unknown
  readonly problems: readonly Problem[]
} {
  const { documents, source, problems } = parse(file)
  return guarded(source, { tree: undefined, problems }, () => ({
    tree: documents[0] && toPlain(documents[0].contents, documents[0]),
    problems,
  }))
}

function parse({ path, bytes }: Pick<SourceFile, 'path' | 'bytes'>): {
  readonly documents: readonly YamlDocument[]
  readonly source: Source
  readonly problems: readonly Problem[]
} {
  const text = new TextDecoder().decode(bytes)
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { ...reading, lineCounter: lines })
  const documents = Array.isArray(parsed) ? parsed : []
  const source = { file: path, text, lines }
  const [error] = documents.flatMap(({ errors }) => errors)
  if (error === undefined) return { documents, source, problems: [] }
  return { documents: [], source, problems: [unreadable(describeSyntax(error), error.pos[0], source)] }
}

function guarded<Result>(
  source: Source,
  without: Result & { readonly problems: readonly Problem[] },
  read: () => Result,
): Result {
  try {
    return read()
  } catch (thrown) {
    const [{ message }] = problemsOf(thrown)
    return { ...without, problems: [unreadable(message, 0, source)] }
  }
}

/** YAML 1.1 words that a Kubernetes parser takes for booleans (sigs.k8s.io/yaml), besides `true` and `false`. */
const words: readonly ScalarTag[] = [true, false].map((value) => ({
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: value ? /^(?:yes|Yes|YES|on|On|ON)$/ : /^(?:no|No|NO|off|Off|OFF)$/,
  resolve: () => value,
}))

const reading = {
  schema: 'core',
  merge: true,
  prettyErrors: false,
  customTags: (tags: Tags) => [...tags, ...words],
} as const

interface Source {
  readonly file: string
  readonly text: string
  readonly lines: LineCounter
}

type YamlDocument = Document.Parsed

function objectsOf(
  document: YamlDocument,
  source: Source,
  isWanted: (apiVersion: string, kind: string) => boolean,
): readonly RawObject[] {
  return nodesOf(document).flatMap((node): readonly RawObject[] => {
    const [apiVersion, kind] = [textAt(node, 'apiVersion'), textAt(node, 'kind')]
    if (apiVersion === undefined || kind === undefined || !isWanted(apiVersion, kind)) return []
    const spotAt = (path: Path) => findSpot(node, path, document)
    return [
      {
        apiVersion,
        kind,
        tree: toPlain(node, document),
        placeAt: (path, at = 'value') => placeOf(spotAt(path)[at], source),
        sourceAt: (path) => source.text.slice(spotAt(path).value, spotAt(path).end),
      },
    ]
  })
}

/** The document itself, or what a `List` (or `ImagePolicyList` and the like) holds. */
function nodesOf(document: YamlDocument): readonly MapNode[] {
  const root = document.contents
  if (!isMap(root)) return []
  const items = root.get('items')
  const isList = textAt(root, 'kind')?.endsWith('List') === true && isSeq(items)
  if (!isList) return [root]
  const resolved = items.items.map((item) => (isAlias(item) ? item.resolve(document) : item))
  return resolved.filter((item) => isMap(item))
}

type MapNode = Extract<Node, { get: unknown; delete: unknown; items: unknown; flow?: boolean }>

function textAt(node: { readonly get: (key: string) => unknown }, key: string): string | undefined {
  const value = node.get(key)
  return typeof value === 'string' ? value : undefined
}

/** Offsets into the text. */
interface Spot {
  readonly key: number
  readonly value: number
  readonly end: number
}

function findSpot(root: Node, path: Path, document: YamlDocument): Spot {
  let spot = spotOf(root, 0)
  let node: unknown = root
  for (const step of path) {
    const here = isAlias(node) ? node.resolve(document) : node
    if (isMap(here)) {
      const pair = here.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) return { ...spot, value: spot.key }
      const key = spotOf(pair.key, spot.key).value
      spot = { ...spotOf(pair.value, key), key }
      node = pair.value
    } else if (isSeq(here)) {
      node = here.items[Number(step)]
      const below = spotOf(node, spot.key)
      spot = { ...below, key: below.value }
    } else return { ...spot, value: spot.key }
  }
  return spot
}

function spotOf(node: unknown, otherwise: number): Spot {
  const [value, end] = (isNode(node) ? node.range : undefined) ?? [otherwise, otherwise]
  return { key: value, value, end }
}

function placeOf(offset: number, { file, lines }: Source): Place {
  const { line, col } = lines.linePos(offset)
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
}

function unreadable(sentence: string, offset: number, source: Source): Problem {
  const template = source.text.includes('{{') ? ' It looks like a template, which another tool fills in.' : ''
  const message = `Objects of Flux in this file were not read: ${sentence}.${template}`
  return { code: 'file-not-yaml', level: 'warning', message, place: placeOf(offset, source) }
}
