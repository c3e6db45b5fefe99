/** Reads JSON as text, lists and maps, with the place of each key and value. Numbers and booleans are refused: they are not the text that was meant. */
import { LineCounter } from 'yaml'
import type { Place, Problem } from '../../../model/problem.ts'
import type { Tree } from './finding.ts'
import { offsetAt, type Spot } from './yaml-place.ts'
import { type Fault, mostLevels } from './yaml-tree.ts'
import type { YamlReading, YamlText } from './yaml-text.ts'

/**
 * Undefined for a text that is no JSON map or list: it may be YAML that begins with a bracket. A key with null is as good as absent, as in
 * Kubernetes. Under the keys that are `unread` numbers and booleans may stand, since nobody asks what they mean.
 */
export function readJson(
  { file, text }: YamlText,
  unread: ReadonlySet<string> = new Set(),
): YamlReading | undefined {
  const json = text.replace(/^\uFEFF/, '')
  if (!/^[ \t\r\n]*[[{]/.test(json) || !isJson(json)) return undefined
  const growth: Growth = { json, token: new RegExp(tokenPattern, 'g'), faults: [], unread, isUnread: false }
  const { tree, spot } = grow(next(growth), growth, 0)
  const placeOf = placesIn(file, json)
  const problems = growth.faults.map(({ offset, message }): Problem => ({
    code: 'config-invalid',
    level: 'error',
    message,
    place: placeOf(offset),
  }))
  if (growth.faults.some(({ hides }) => hides)) return { problems }
  return { grown: { tree, placeAt: (path, at) => placeOf(offsetAt(spot, path, at)) }, problems }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function placesIn(file: string, text: string): (offset: number) => Place {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1)
  return (offset) => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
}

/** Of a text that is JSON nothing else is left than blanks. */
const tokenPattern = String.raw`[[\]{},:]|"(?:[^"\\]|\\.)*"|[^\s[\]{},:"]+`

interface Growth {
  readonly json: string
  readonly token: RegExp
  readonly faults: Fault[]
  readonly unread: ReadonlySet<string>
  readonly isUnread: boolean
}

interface Token {
  readonly text: string
  readonly offset: number
}

/** The empty text at the end. */
function next({ json, token }: Growth): Token {
  const found = token.exec(json)
  if (found !== null) return { text: found[0], offset: found.index }
  // A search that fails would begin anew.
  token.lastIndex = json.length
  return { text: '', offset: json.length }
}

interface Branch {
  readonly tree: Tree
  readonly spot: Spot
}

function grow({ text, offset }: Token, growth: Growth, level: number): Branch {
  if (level > mostLevels) return giveUp(growth, offset)
  if (text === '{') return growMap(growth, offset, level)
  if (text === '[') return growList(growth, offset, level)
  if (text.startsWith('"')) return leaf(String(JSON.parse(text)), offset)
  if (text === 'null') return leaf(null, offset)
  if (growth.isUnread) return leaf(text, offset)
  const kind = /^[tf]/.test(text) ? 'boolean' : 'number'
  const message = `${text} is a JSON ${kind}; wanted text: put it in quotes`
  growth.faults.push({ offset, message, hides: false })
  return leaf(text, offset)
}

/** What follows is not looked at. */
function giveUp({ json, token, faults }: Growth, offset: number): Branch {
  faults.push({ offset, message: `the file has more than ${mostLevels} levels; wanted fewer`, hides: true })
  token.lastIndex = json.length
  return leaf(null, offset)
}

function growList(growth: Growth, value: number, level: number): Branch {
  const items: Branch[] = []
  for (let token = next(growth); !isEnd(token, ']'); token = next(growth)) {
    if (token.text !== ',') items.push(grow(token, growth, level + 1))
  }
  const below = new Map(items.map(({ spot }, position) => [position, spot] as const))
  return { tree: items.map(({ tree }) => tree), spot: { value, below } }
}

function growMap(growth: Growth, value: number, level: number): Branch {
  const entries = new Map<string, Tree>()
  const below = new Map<string, Spot>()
  for (let token = next(growth); !isEnd(token, '}'); token = next(growth)) {
    if (token.text === ',') continue
    const key = String(JSON.parse(token.text))
    if (below.has(key)) {
      const message = `the key \`${key}\` stands twice in one map`
      growth.faults.push({ offset: token.offset, message, hides: false })
    }
    next(growth)
    const within = growth.unread.has(key) ? { ...growth, isUnread: true } : growth
    const { tree, spot } = grow(next(growth), within, level + 1)
    below.set(key, { ...spot, key: token.offset })
    if (tree !== null) entries.set(key, tree)
  }
  return { tree: Object.fromEntries(entries), spot: { value, below } }
}

function isEnd({ text }: Token, closing: string): boolean {
  return text === closing || text === ''
}

const nothingBelow: Spot['below'] = new Map()

function leaf(tree: string | null, value: number): Branch {
  return { tree, spot: { value, below: nothingBelow } }
}
