/** Facts about branches and commits, asked of git itself. */
import { gitFact, gitFactText, gitLines, tryGit } from './git.ts'
import type { GitFolder } from './git.ts'

/** Two commits of a repository; those of a fork are read through its folder, the lender. */
export interface Range extends GitFolder {
  readonly base: string
  readonly head: string
}

export interface DiffStat {
  readonly files: number
  readonly additions: number
  readonly deletions: number
}

/** The commit of every branch. */
export function readBranches(directory: string): ReadonlyMap<string, string> {
  return readRefs(directory, 'refs/heads/')
}

/** What every reference below this one points to, by its name behind it. */
export function readRefs(directory: string, prefix: string): ReadonlyMap<string, string> {
  const lines = gitLines({ directory }, ['for-each-ref', '--format=%(objectname) %(refname)', prefix])
  return new Map(lines.map((line) => [line.slice(41 + prefix.length), line.slice(0, 40)]))
}

/** The commit or another object that a name stands for: an id, a branch, a tag, in this order. */
export function findObject(folder: GitFolder, name: string, type = 'commit'): string | undefined {
  if (!/^[^-\s~^:?*[\\]+$/.test(name)) return undefined
  for (const candidate of [name, `refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`]) {
    const isId = candidate === name
    if (isId && !/^[0-9a-f]{7,40}$/.test(name) && name !== 'HEAD') continue
    const found = tryGit(folder, ['rev-parse', '--verify', '--quiet', `${candidate}^{${type}}`])
    if (found.isOk) return found.output.toString('utf8').trim()
  }
  return undefined
}

/** What kind of object an id is of; undefined when there is none. */
export function typeOf(folder: GitFolder, id: string): string | undefined {
  if (!/^[0-9a-f]{40}$/.test(id)) return undefined
  const { isOk, output } = tryGit(folder, ['cat-file', '-t', id])
  return isOk ? output.toString('utf8').trim() : undefined
}

/** How many commits the head has that the base has not. */
export function countCommits(range: Range): number {
  return Number(gitFactText(range, ['rev-list', '--count', `${range.base}..${range.head}`]))
}

/** Does the base contain the head? */
export function isReachable(range: Range): boolean {
  return gitFact(range, ['merge-base', '--is-ancestor', range.head, range.base]).isOk
}

/** Where both lines parted; undefined when they have nothing in common. */
export function findMergeBase(range: Range): string | undefined {
  const found = gitFact(range, ['merge-base', range.base, range.head])
  return found.isOk ? found.text.trim() : undefined
}

/** What the head changed since it left the base. */
export function readDiffStat(range: Range): DiffStat {
  const text = gitFactText(range, ['diff', '--numstat', `${range.base}...${range.head}`])
  const lines = text.split('\n').filter((line) => line !== '')
  const rows = lines.map((line) => line.split('\t'))
  const sum = (column: number) => rows.reduce((total, row) => total + (Number(row[column]) || 0), 0)
  return { files: rows.length, additions: sum(0), deletions: sum(1) }
}
