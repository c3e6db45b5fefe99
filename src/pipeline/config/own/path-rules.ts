/** Rules on branches and paths: where an environment's changes go. */
import { bumpPrefix } from '../../../model/bump-branch.ts'
import { noBranch } from '../../../model/environment.ts'
import type { Draft, Rule } from './draft.ts'
import { globsAreClosed, pathsLieApart } from './path-warnings.ts'
import { wrongKey, wrongValue, type Finding } from './finding.ts'
import { isSame, neighbours } from './neighbours.ts'
import { listed, quote } from './wording.ts'

/** All rules on branches and paths. */
export const pathRules: readonly Rule[] = [
  branchesAreNames,
  pathsStayInside,
  sharedBranchesHavePaths,
  pathsDiffer,
  pathsLieApart,
  globsAreClosed,
]

function branchesAreNames({ environments }: Draft): readonly Finding[] {
  return [...environments].flatMap(([name, { branch }]) => {
    const why = branch === undefined ? undefined : findNoBranch(branch)
    if (branch === undefined || why === undefined) return []
    return [wrongValue(['environments', name, 'branch'], `${quote(branch)} ${why}`)]
  })
}

function findNoBranch(branch: string): string | undefined {
  if (!isBranchName(branch)) return 'is not a name that a branch can have'
  const [, short] = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(branch) ?? []
  if (short !== undefined) return `is a ref; wanted the branch alone, as in ${quote(short)}`
  if (branch === noBranch) return 'is what is checked out, and no branch; wanted a branch'
  if (branch.startsWith(bumpPrefix))
    return `begins like the branches of our own requests, which come and go; wanted one of yours`
  return undefined
}

/** git-check-ref-format, and no leading hyphen, which git commands would read as an option. */
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

/** Why the path may lead out of the repository, in words behind it; undefined where it cannot. */
export function findOutside(path: string): string | undefined {
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
