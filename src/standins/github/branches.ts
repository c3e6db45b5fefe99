/** Facts about branches and commits, asked of git itself. */
import { execFileSync } from 'node:child_process'

/** Two commits of a repository; those of a fork are read through its folder, the lender. */
export interface Range {
  readonly directory: string
  readonly lender: string
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
  const format = '--format=%(objectname) %(refname:lstrip=2)'
  const lines = git({ directory, lender: directory }, ['for-each-ref', format, 'refs/heads'])
  const branches = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const space = line.indexOf(' ')
      return [line.slice(space + 1), line.slice(0, space)] as const
    })
  return new Map(branches)
}

/** How many commits the head has that the base has not. */
export function countCommits(range: Range): number {
  return Number(git(range, ['rev-list', '--count', `${range.base}..${range.head}`]))
}

/** Does the base contain the head? */
export function isReachable(range: Range): boolean {
  return countCommits(range) === 0
}

/** What the head changed since it left the base. */
export function readDiffStat(range: Range): DiffStat {
  const lines = git(range, ['diff', '--numstat', `${range.base}...${range.head}`])
  const rows = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
  const sum = (column: number) => rows.reduce((total, row) => total + (Number(row[column]) || 0), 0)
  return { files: rows.length, additions: sum(0), deletions: sum(1) }
}

/** Runs git in a bare repository, blind to the settings of this machine; nothing else happens until it has answered. */
function git({ directory, lender }: Pick<Range, 'directory' | 'lender'>, args: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'],
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ALTERNATE_OBJECT_DIRECTORIES: `${lender}/objects`,
  }
  return execFileSync('git', ['--git-dir', directory, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
