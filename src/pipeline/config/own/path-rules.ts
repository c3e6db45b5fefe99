/** Rules on branches and paths: where an environment's changes go. */
import { isWhole, type Draft, type Rule } from './draft.ts'
import { wrongKey, wrongValue, type Finding } from './finding.ts'
import { listed, quote } from './wording.ts'

/** All rules on branches and paths. */
export const pathRules: readonly Rule[] = [
  branchesAreNames,
  pathsStayInside,
  sharedBranchesHavePaths,
  pathsDiffer,
]

/** git-check-ref-format, and no leading hyphen, which git commands would read as an option. */
function branchesAreNames({ environments }: Draft): readonly Finding[] {
  return [...environments].flatMap(([name, { branch }]) => {
    if (branch === undefined || isBranchName(branch)) return []
    return [
      wrongValue(['environments', name, 'branch'], `${quote(branch)} is not a name that a branch can have`),
    ]
  })
}

function isBranchName(branch: string): boolean {
  const isForbidden = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/u.test(branch)
  return !isForbidden && branch !== '@' && branch.split('/').every((part) => !/^\.|\.lock$/.test(part))
}

function pathsStayInside({ environments }: Draft): readonly Finding[] {
  return [...environments].flatMap(([name, { paths = [], exclude = [] }]) =>
    Object.entries({ paths, exclude }).flatMap(([key, list]) =>
      list.flatMap((path, position) => {
        const why = findOutside(path)
        return why === undefined
          ? []
          : [wrongValue(['environments', name, key, position], `the path ${quote(path)} ${why}`)]
      }),
    ),
  )
}

function findOutside(path: string): string | undefined {
  if (path.startsWith('/')) return 'is absolute; wanted one from the root of the repository, as in `apps/dev`'
  if (path.split('/').includes('..')) return 'has `..` in it; wanted one from the root of the repository'
  return undefined
}

function sharedBranchesHavePaths(draft: Draft, branch: string): readonly Finding[] {
  return neighbours(draft, branch)
    .filter(({ paths }) => paths.length === 0)
    .map(({ name, branch, others }) => {
      const shared = `${quote(name)} shares the branch ${quote(branch)} with ${listed(others.map(quote), 'and')}`
      return wrongKey(['environments', name], `${shared}; wanted \`paths\` that say which files are its own`)
    })
}

/** Two environments with the same paths would both own every file in them, and then neither writes. */
function pathsDiffer(draft: Draft, branch: string): readonly Finding[] {
  const all = neighbours(draft, branch).filter(({ paths }) => paths.length > 0)
  return all.flatMap((one, position) => {
    const twin = all
      .slice(0, position)
      .find((other) => other.branch === one.branch && isSame(other.paths, one.paths))
    if (twin === undefined) return []
    const message = `${quote(one.name)} has the same \`paths\` as ${quote(twin.name)} on the branch ${quote(one.branch)}; wanted others`
    return [wrongKey(['environments', one.name, 'paths'], message)]
  })
}

interface Neighbour {
  readonly name: string
  readonly branch: string
  /** Each once, in one spelling. */
  readonly paths: readonly string[]
  /** The other environments on the branch. */
  readonly others: readonly string[]
}

/** The environments that share their branch with another, as far as branch and paths could be read. */
function neighbours(draft: Draft, defaultBranch: string): readonly Neighbour[] {
  const all = [...draft.environments]
    .filter(([name]) => ['branch', 'paths'].every((key) => isWhole(draft, ['environments', name, key])))
    .map(([name, { branch = defaultBranch, paths = [] }]) => ({
      name,
      branch,
      paths: [...new Set(paths.map(plain))].sort(),
    }))
  return all
    .map((one) => ({ ...one, others: all.filter((other) => other !== one && other.branch === one.branch) }))
    .filter(({ others }) => others.length > 0)
    .map((one) => ({ ...one, others: one.others.map(({ name }) => name) }))
}

function plain(path: string): string {
  return path.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((path, position) => path === other[position])
}
