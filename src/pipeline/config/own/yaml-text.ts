/** Reads YAML so that every scalar stays the text that was written, with the place of each key and value. */
import { LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml'
import type { Level, Place, Problem } from '../../../model/problem.ts'
import { findAt, type Path, type Tree } from './finding.ts'
import { placeInScalar } from './place-in-scalar.ts'
import { growTree } from './yaml-tree.ts'
import { offsetAt, spotAt } from './yaml-place.ts'
import { describeSyntax } from './yaml-syntax.ts'

/** A file and what it holds. */
export interface YamlText {
  readonly file: string
  readonly text: string
}

/** What a kind of file may hold. */
export interface YamlBounds {
  /** What an empty file lacks. */
  readonly wanted: string
  /** More values than any such file has: aliases of aliases would grow without end. */
  readonly mostValues: number
}

const configurations: YamlBounds = { wanted: '`version: 1` and more', mostValues: 100_000 }

/** What came of a text. */
export interface YamlReading {
  /** Undefined when the text is not one document of valid YAML, or a value in it is not known. */
  readonly grown?: {
    readonly tree: Tree
    /** The place of the key or value at a path, or of a character of the text that is the value. */
    readonly placeAt: PlaceAt
  }
  readonly problems: readonly Problem[]
}

/** `within` counts UTF-16 units of the text from 0. */
export type PlaceAt = (path: Path, at: 'key' | 'value', within?: number) => Place

/** One slip makes the parser stumble many times; after these the rest says nothing new. */
const mostStumbles = 10

/** Reads the text with YAML's failsafe schema: `1.10`, `true` and `null` are text here. Never throws for what was written. */
export function readYaml({ file, text }: YamlText, bounds: YamlBounds = configurations): YamlReading {
  const lines = new LineCounter()
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const invalid = (offset: number, message: string, level: Level = 'error'): Problem => {
    return { code: 'config-invalid', level, message, place: placeOf(offset) }
  }
  // A byte order mark is no column.
  const withoutMark = text.replace(/^\uFEFF/, '')
  const documents = parseDocuments(withoutMark, lines)
  const fromSyntax = ({ error, level }: Stumble): Problem =>
    invalid(error.pos[0], describeSyntax(error), level)
  const stumbles = firstOfEachLine(documents.flatMap(stumblesOf).map(fromSyntax)).slice(0, mostStumbles)
  const [first, second] = documents
  const counted =
    second === undefined ? [] : [invalid(startOf(second), 'a second document begins; wanted one')]
  const root = first?.contents ?? undefined
  const empty = root === undefined ? [invalid(0, `the file is empty; wanted ${bounds.wanted}`)] : []
  const problems = [...stumbles, ...counted, ...empty]
  if (root === undefined || problems.some(({ level }) => level === 'error')) return { problems }
  const { tree, spot, faults } = growTree(root, bounds.mostValues)
  const all = [...problems, ...faults.map(({ offset, message }) => invalid(offset, message))]
  if (faults.some(({ hides }) => hides)) return { problems: all }
  const placeAt: PlaceAt = (path, at, within) => {
    const place = placeOf(offsetAt(spot, path, at))
    const written = findAt(tree, path)
    if (within === undefined || typeof written !== 'string') return place
    const { value, end } = spotAt(spot, path)
    return placeInScalar({ text: written, source: withoutMark.slice(value, end), place }, within)
  }
  return { grown: { tree, placeAt }, problems: all }
}

function firstOfEachLine(problems: readonly Problem[]): readonly Problem[] {
  const byLine = new Map([...problems].reverse().map((problem) => [problem.place?.line, problem]))
  return [...byLine.values()].reverse()
}

type YamlDocument = Document.Parsed

function parseDocuments(text: string, lineCounter: LineCounter): readonly YamlDocument[] {
  // Keys that stand twice are found by `growTree`, which can say where the first one is.
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  })
  return Array.isArray(parsed) ? parsed : []
}

interface Stumble {
  readonly error: YAMLError
  readonly level: Level
}

/** The parser's errors, and as an error too the tag that it only warns of: we would read something else than was written. */
function stumblesOf({ errors, warnings }: YamlDocument): readonly Stumble[] {
  const tags = warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
  const others = warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
  return [
    ...[...errors, ...tags].map((error) => ({ error, level: 'error' as const })),
    ...others.map((error) => ({ error, level: 'warning' as const })),
  ]
}

function startOf(document: YamlDocument): number {
  return document.contents?.range[0] ?? document.range[0]
}
