/** Values of which nothing is known but that they came out of YAML. */
import type { Document, Node } from 'yaml'
import { problemError } from '../../../model/problem.ts'
import type { Path } from '../own/finding.ts'
import { mostLevels } from '../own/yaml-tree.ts'

/**
 * The value of a node. Throws `file-not-yaml` for what no syntax error tells of: aliases without anchor, inside their own, or too many of them, merge keys for what is
 * no map.
 */
export function toPlain(node: Node | undefined | null, document: Document.Parsed): unknown {
  try {
    return withoutNulls(node?.toJS(document, { maxAliasCount: 100 }))
  } catch (thrown) {
    const why = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : thrown
    throw problemError('file-not-yaml', `an alias or a merge key in the file is wrong (${String(why)})`)
  }
}

/** Kubernetes takes a key with null for one that is not there. An alias inside its own anchor makes a value that holds itself. */
function withoutNulls(tree: unknown, depth = 0): unknown {
  if (depth > mostLevels) throw new Error(`more than ${mostLevels} levels`)
  if (Array.isArray(tree)) return tree.map((item) => withoutNulls(item, depth + 1))
  if (!isRecord(tree)) return tree
  const kept = Object.entries(tree).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNulls(value, depth + 1)]))
}

/** Is it a map, and neither text nor a list? */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at the path, or undefined. */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce<unknown>((below, step) => {
    if (Array.isArray(below)) return below[Number(step)]
    return isRecord(below) && Object.hasOwn(below, step) ? below[step] : undefined
  }, tree)
}
