/** Facts about branches and commits, asked of git itself. */
import { gitFact, gitFactText, tryGit } from './git.ts'
import type { GitFolder } from './git.ts'
import { readRefs } from './refs.ts'

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

/** The commit or another object that a name stands for: an id, a branch, a tag, in this order. */
export function findObject(folder: GitFolder, name: string, type = 'commit'): string | undefined {
  if (!/^[^-\s~^:?*[\\]+$/.test(name)) return undefined
  const own = /^[0-9a-f]{7,40}$/.test(name) || name === 'HEAD' ? peel(folder, name, type) : undefined
  if (own !== undefined) return own
  for (const ref of [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`]) {
    const id = readRefs(folder.directory, ref).get('')
    const found = id === undefined ? undefined : peel(folder, id, type)
    if (found !== undefined) return found
  }
  return undefined
}

function peel(folder: GitFolder, name: string, type: string): string | undefined {
  return findOnce(folder, name, ['rev-parse', '--verify', '--quiet', `${name}^{${type}}`])
}

/** What kind of object an id is of; undefined when there is none. */
export function typeOf(folder: GitFolder, id: string): string | undefined {
  if (!/^[0-9a-f]{40}$/.test(id)) return undefined
  return findOnce(folder, id, ['cat-file', '-t', id])
}

/** One line that git says of an object. What is there stays as it is, so for an id it is asked once; what is not there may come. */
function findOnce(folder: GitFolder, name: string, args: readonly string[]): string | undefined {
  const key = [folder.directory, folder.lender ?? '', ...args].join('\0')
  const known = found.get(key)
  if (known !== undefined) return known
  const { isOk, output } = tryGit(folder, args)
  if (!isOk) return undefined
  const line = output.toString('utf8').trim()
  if (/^[0-9a-f]{40}$/.test(name)) found.set(key, line)
  return line
}

const found = new Map<string, string>()

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
