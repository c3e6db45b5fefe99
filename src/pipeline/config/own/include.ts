/** `include`: which files are fragments. */
import { globOf } from '../../../languages/glob/glob.ts'
import { findAt, wrongValue, type Finding, type Tree } from './finding.ts'
import { findOutside } from './path-rules.ts'
import { quote } from './wording.ts'

/** The patterns of `include` that can be followed; nothing where none are written. */
export function patternsIn(tree: Tree): readonly string[] {
  const include = findAt(tree, ['include'])
  if (!Array.isArray(include)) return []
  return include.filter((pattern): pattern is string => typeof pattern === 'string' && canBeFollowed(pattern))
}

function canBeFollowed(pattern: string): boolean {
  return pattern !== '' && findOutside(pattern) === undefined
}

/** Is the path (from the root of the repository) one of those that the pattern names? */
export function matcherOf(pattern: string): (path: string) => boolean {
  const plain = pattern.replace(/^(\.\/+)+/, '')
  const glob = globOf(plain, { nonegate: true })
  return (path) => path === plain || glob(path)
}

/** Patterns that lead out of the repository, and as warnings those that none of the files fits; without files nobody has looked. */
export function findIncludeFaults(tree: Tree, files: readonly string[] | undefined): readonly Finding[] {
  const include = findAt(tree, ['include'])
  if (!Array.isArray(include)) return []
  return include.flatMap((pattern: Tree, position) => {
    if (typeof pattern !== 'string' || pattern === '') return []
    const path = ['include', position]
    const why = findOutside(pattern)
    if (why !== undefined) return [wrongValue(path, `the path ${quote(pattern)} ${why}`)]
    if (files === undefined || files.some(matcherOf(pattern))) return []
    const message = `${quote(pattern)} names no file`
    return [{ ...wrongValue(path, message, 'include-empty'), level: 'warning' as const }]
  })
}
