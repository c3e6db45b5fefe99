/** Brings commits that are missing, and nothing else: no ref, no tag, no FETCH_HEAD of the user's moves. */
import type { CommitId } from '../../model/history.ts'
import { problemError } from '../../model/problem.ts'
import type { GitCommand } from './command.ts'

export interface Fetches {
  readonly need: Need
  /** Where history is cut, brings so many more generations of the past of a commit that is here. Throws `git-failed`. */
  readonly deepen: (past: Past) => Promise<void>
  /** The same, only where fewer than that are here. */
  readonly ensure: (past: Past) => Promise<void>
}

/** Makes sure that commits are here. Throws `git-failed`. */
export type Need = (...commits: readonly CommitId[]) => Promise<void>

export interface Past {
  readonly head: CommitId
  readonly generations: number
}

/**
 * Takes git, the remote, and the branches that may hold the commits asked for (read when a fetch by object id is refused).
 * One fetch goes after another: git locks the file that tells where a shallow history ends.
 */
export function createFetches(git: GitCommand, remote: string, branches: ReadonlySet<string>): Fetches {
  let before: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = before.then(work)
    before = turn.catch(() => undefined)
    return turn
  }
  return {
    need: (...commits) => inTurn(() => bring(commits)),
    deepen: (past) => inTurn(() => deepen(git, remote, past)),
    ensure: (past) =>
      inTurn(async () => {
        if ((await countPast(git, past)) < past.generations) await deepen(git, remote, past)
      }),
  }

  async function bring(commits: readonly CommitId[]): Promise<void> {
    const missing = await missingOf(git, commits)
    if (missing.length === 0) return
    // In a whole repository a depth would cut off history that the user has.
    const depth = (await isShallow(git)) ? ['--depth=1'] : []
    const byId = await git.run([...fetch, ...depth, remote, ...missing])
    if (byId.code === 0) return
    const byName = await fetchBranches()
    const [gone] = await missingOf(git, missing)
    if (gone === undefined) return
    throw problemError('git-failed', `Commit ${gone} was not found on ${remote}: ${byName ?? byId.said}`)
  }

  /** Without a depth: the commit may lie below the head by now. Gives what git said if it failed. */
  async function fetchBranches(): Promise<string | undefined> {
    if (branches.size === 0) return undefined
    const refs = [...branches].map((branch) => `refs/heads/${branch}`)
    const { code, said } = await git.run([...fetch, remote, ...refs])
    return code === 0 ? undefined : said
  }
}

const fetch = ['fetch', '--no-tags', '--no-write-fetch-head', '--refmap=']

async function missingOf(git: GitCommand, commits: readonly CommitId[]): Promise<readonly CommitId[]> {
  const stdin = commits.map((id) => `${id}\n`).join('')
  const lines = (await git.output(['cat-file', '--batch-check'], { stdin })).toString().trimEnd().split('\n')
  return commits.filter((_, index) => lines[index]?.endsWith(' missing') !== false)
}

/** Brings what a branch got on top of what is here. Without a depth: that would cut it off from what it builds on. Says nothing where it fails. */
export async function bringNews(git: GitCommand, remote: string, branch: string): Promise<void> {
  await git.run([...fetch, remote, `refs/heads/${branch}`])
}

/** Brings objects that a partial clone may lack, all at once: read one by one, each would be a question to the remote. What fails shows when they are read. */
export async function bringObjects(
  git: GitCommand,
  remote: string,
  objects: readonly string[],
): Promise<void> {
  const partial = await git.run(['config', '--get-regexp', String.raw`^remote\..*\.promisor$`])
  if (partial.code !== 0 || objects.length === 0) return
  // As git itself does for what it lacks (promisor-remote.c): nothing is said of what is here.
  const settings = [['fetch.negotiationAlgorithm', 'noop']] as const
  const stdin = objects.map((id) => `${id}\n`).join('')
  await git.run([...fetch, '--filter=blob:none', '--stdin', remote], { stdin, settings })
}

/** Not by a depth: that would cut off what the user has beyond it. */
async function deepen(git: GitCommand, remote: string, { head, generations }: Past): Promise<void> {
  if (await isShallow(git)) await git.output([...fetch, `--deepen=${generations}`, remote, head])
}

async function countPast(git: GitCommand, { head, generations }: Past): Promise<number> {
  return Number(await git.line(['rev-list', '--count', `--max-count=${generations}`, head]))
}

/** Is some history of this repository cut? */
export async function isShallow(git: GitCommand): Promise<boolean> {
  return (await git.line(['rev-parse', '--is-shallow-repository'])) === 'true'
}
