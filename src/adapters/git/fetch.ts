/** Brings commits that are missing, and nothing else: no ref, no tag, no FETCH_HEAD of the user's moves. */
import type { CommitId } from '../../model/history.ts'
import { problemError } from '../../model/problem.ts'
import type { GitCommand } from './command.ts'

/** Makes sure that commits are here. Throws `git-failed`. */
export type Need = (...commits: readonly CommitId[]) => Promise<void>

/**
 * Takes git, the remote, and the branches that may hold the commits asked for (read when a fetch by object id is refused).
 * Commits are fetched one after another: git locks the file that tells where a shallow history ends.
 */
export function createNeed(git: GitCommand, remote: string, branches: ReadonlySet<string>): Need {
  let before: Promise<unknown> = Promise.resolve()
  return (...commits) => {
    const turn = before.then(() => bring(commits))
    before = turn.catch(() => undefined)
    return turn
  }

  async function bring(commits: readonly CommitId[]): Promise<void> {
    const missing = await missingOf(git, commits)
    if (missing.length === 0) return
    const shallow = (await git.line(['rev-parse', '--is-shallow-repository'])) === 'true'
    // In a whole repository a depth would cut off history that the user has.
    const depth = shallow ? ['--depth=1'] : []
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

/** Brings a part of the past of a commit that is here, where history is cut and less than that is there. */
export async function deepen(git: GitCommand, remote: string, { head, generations }: Depth): Promise<void> {
  if ((await git.line(['rev-parse', '--is-shallow-repository'])) !== 'true') return
  const known = Number(await git.line(['rev-list', '--count', `--max-count=${generations}`, head]))
  // Not a depth: that would cut off what the user has beyond it.
  if (known < generations) await git.output([...fetch, `--deepen=${generations}`, remote, head])
}

export interface Depth {
  readonly head: CommitId
  readonly generations: number
}
