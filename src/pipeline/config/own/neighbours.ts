/** Environments that share a branch, and their paths. */
import { isWhole, type Draft } from './draft.ts'

/** An environment that is not alone on its branch. */
export interface Neighbour {
  readonly name: string
  readonly branch: string
  /** Each once, in one spelling. */
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  /** The other environments on the branch. */
  readonly others: readonly string[]
}

/** The environments that share their branch with another, as far as branch and paths could be read. */
export function neighbours(draft: Draft, defaultBranch: string): readonly Neighbour[] {
  const all = [...draft.environments]
    .filter(([name]) => ['branch', 'paths'].every((key) => isWhole(draft, ['environments', name, key])))
    .map(([name, { branch = defaultBranch, paths = [], exclude = [] }]) => ({
      name,
      branch,
      paths: [...new Set(paths.map(plainPath))].sort(),
      exclude: exclude.map(plainPath),
    }))
  return all
    .map((one) => ({ ...one, others: all.filter((other) => other !== one && other.branch === one.branch) }))
    .filter(({ others }) => others.length > 0)
    .map((one) => ({ ...one, others: one.others.map(({ name }) => name) }))
}

/** A path in its shortest spelling. */
export function plainPath(path: string): string {
  return path.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')
}

/** Are these the same paths, in the same order? */
export function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((path, position) => path === other[position])
}
