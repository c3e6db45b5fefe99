/** What is wrong at a path of the configuration, before the path is turned into line and column. */
import type { Level, ProblemCode } from '../../../model/problem.ts'

/** Keys and list positions from the top of the file. */
export type Path = readonly (string | number)[]

/** A YAML file as nothing but text, lists and maps; a key without a value has null. */
export type Tree = string | null | readonly Tree[] | TreeMap
/** A map of the file, by its keys as written. */
export interface TreeMap {
  readonly [key: string]: Tree
}

/** A problem whose place is still a path. */
export interface Finding {
  readonly path: Path
  /** Does the problem belong to the key that ends the path, or to what stands behind it? */
  readonly at: 'key' | 'value'
  /** The character of the text at the value, in UTF-16 units from 0, where the problem belongs to that. */
  readonly within?: number
  readonly code: ProblemCode
  readonly level: Level
  readonly message: string
}

/** A finding of level `error` at the value. */
export function wrongValue(path: Path, message: string, code: ProblemCode = 'config-invalid'): Finding {
  return { path, at: 'value', code, level: 'error', message }
}

/** A finding of level `error` at the key. */
export function wrongKey(path: Path, message: string, code: ProblemCode = 'config-invalid'): Finding {
  return { path, at: 'key', code, level: 'error', message }
}

/** Is it a map, and neither text nor a list? */
export function isMap(tree: Tree | undefined): tree is TreeMap {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree)
}

/** What stands at the path, or undefined. */
export function findAt(tree: Tree | undefined, path: Path): Tree | undefined {
  return path.reduce<Tree | undefined>((below, step) => {
    if (isMap(below)) return Object.hasOwn(below, step) ? below[step] : undefined
    return Array.isArray(below) ? (below as readonly Tree[])[Number(step)] : undefined
  }, tree)
}
