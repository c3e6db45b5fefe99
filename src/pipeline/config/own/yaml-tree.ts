/** From the nodes of a YAML document to plain text, lists and maps, each with its place. Aliases are written out, within bounds. */
import {
  isAlias,
  isMap,
  isScalar,
  type Alias,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Tree } from './finding.ts'
import type { Spot } from './yaml-place.ts'

/** Something the YAML language allows and this file may not hold. */
export interface Fault {
  readonly offset: number
  readonly message: string
  /** A value is not known because of it, so what else seems wrong may only follow from it. */
  readonly hides: boolean
}

/** The values of a document, their places, and what kept some from being read. */
export interface Grown {
  readonly tree: Tree
  readonly spot: Spot
  readonly faults: readonly Fault[]
}

/** Deeper than any file that people write. */
export const mostLevels = 100

/** The tree below a node without syntax errors. What cannot be read is null or left out; a fault says why. */
export function growTree(root: ParsedNode, mostValues: number): Grown {
  const growth: Growth = {
    mostValues,
    anchors: new Map(),
    open: new Set(),
    faults: [],
    values: 0,
    insideAlias: false,
  }
  const { tree, spot } = grow(root, growth)
  return { tree, spot, faults: growth.faults }
}

interface Growth {
  readonly mostValues: number
  readonly anchors: Map<string, ParsedNode>
  /** The nodes that are being written out, from the top down. */
  readonly open: Set<ParsedNode>
  readonly faults: Fault[]
  values: number
  insideAlias: boolean
}

interface Branch {
  readonly tree: Tree
  readonly spot: Spot
}

function grow(node: ParsedNode, growth: Growth): Branch {
  const value = offsetOf(node)
  growth.values += 1
  if (growth.values > growth.mostValues || growth.open.size > mostLevels) {
    tellTooLarge(growth, value)
    return leaf(null, value)
  }
  if (isAlias(node)) return growAlias(node, growth)
  // An anchor met again inside what an alias stands for must not displace a newer one of the same name.
  if (!growth.insideAlias && node.anchor !== undefined) growth.anchors.set(node.anchor, node)
  if (isScalar(node)) return leaf(textOf(node), value, node.range[1])
  growth.open.add(node)
  const branch = isMap(node) ? growMap(node, growth) : growList(node, growth)
  growth.open.delete(node)
  return branch
}

/** Told once: it would be true of every value from here on. */
function tellTooLarge(growth: Growth, offset: number): void {
  const { mostValues, values, faults } = growth
  const message = `the file has more than ${mostValues} values or ${mostLevels} levels with its aliases written out; wanted fewer`
  if (values <= mostValues + 1) faults.push({ offset, message, hides: true })
  growth.values = mostValues + 1
}

/** A plain scalar of no characters is a key without a value; `""` is text. */
function textOf({ value, type }: Scalar.Parsed): string | null {
  const text = String(value)
  return text === '' && type === 'PLAIN' ? null : text
}

function growAlias(alias: Alias.Parsed, growth: Growth): Branch {
  const offset = offsetOf(alias)
  const target = growth.anchors.get(alias.source)
  if (target === undefined || growth.open.has(target)) {
    const why =
      target === undefined ? 'stands before its anchor, or has none' : 'stands inside its own anchor'
    growth.faults.push({ offset, message: `the alias \`*${alias.source}\` ${why}`, hides: true })
    return leaf(null, offset)
  }
  const outside = growth.insideAlias
  growth.insideAlias = true
  const { tree, spot } = grow(target, growth)
  growth.insideAlias = outside
  return { tree, spot: { ...spot, value: offset, end: offset + alias.source.length + 1 } }
}

function growList(list: YAMLSeq.Parsed, growth: Growth): Branch {
  const items = list.items.map((item) => grow(item, growth))
  const below = new Map(items.map(({ spot }, position) => [position, spot] as const))
  return { tree: items.map(({ tree }) => tree), spot: { value: offsetOf(list), below } }
}

function growMap(map: YAMLMap.Parsed, growth: Growth): Branch {
  const tree: Record<string, Tree> = {}
  const below = new Map<string, Spot>()
  for (const pair of map.items) {
    const key = readKey(pair.key, below, growth)
    if (key === undefined) continue
    const offset = offsetOf(pair.key)
    const branch = pair.value === null ? leaf(null, offset) : grow(pair.value, growth)
    tree[key] = branch.tree
    below.set(key, { ...branch.spot, key: offset, ...(branch.tree === null && { value: offset }) })
  }
  return { tree, spot: { value: offsetOf(map), below } }
}

function readKey(node: ParsedNode, seen: ReadonlyMap<string, Spot>, growth: Growth): string | undefined {
  const key = isScalar(node) ? textOf(node) : null
  const message = key === null ? 'a key must be text, written out' : whyNot(key, seen)
  if (message !== undefined) growth.faults.push({ offset: offsetOf(node), message, hides: key === '<<' })
  return key === null || message !== undefined ? undefined : key
}

function whyNot(key: string, seen: ReadonlyMap<string, Spot>): string | undefined {
  if (key === '<<') return 'merge keys (`<<`) are not read; write the keys out'
  if (key === '__proto__') return '`__proto__` cannot be a key'
  return seen.has(key) ? `the key \`${key}\` stands twice in one map` : undefined
}

function leaf(tree: string | null, value: number, end = value): Branch {
  return { tree, spot: { value, end, below: new Map() } }
}

function offsetOf(node: ParsedNode): number {
  return node.range[0]
}
