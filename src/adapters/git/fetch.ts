/** Brings commits that are missing, and nothing else: no ref, no tag, no FETCH_HEAD of the user's moves. */
import type { CommitId } from '../../model/plan.ts'
import { problemError } from '../../model/problem.ts'
import type { GitCommand } from './command.ts'

/** Makes sure that a commit is here. Throws `git-failed`. */
export type Need = (commit: CommitId) => Promise<void>

/**
 * Takes git, the remote, and the branches that may hold the commits asked for (read when a fetch by object id is refused).
 * Commits are fetched one after another: git locks the file that tells where a shallow history ends.
 */
export function createNeed(git: GitCommand, remote: string, branches: ReadonlySet<string>): Need {
  let before: Promise<unknown> = Promise.resolve()
  return (commit) => {
    const turn = before.then(() => bring(commit))
    before = turn.catch(() => undefined)
    return turn
  }

  async function bring(commit: CommitId): Promise<void> {
    if (await isHere(git, commit)) return
    const shallow = (await git.line(['rev-parse', '--is-shallow-repository'])) === 'true'
    // In a whole repository a depth would cut off history that the user has.
    const depth = shallow ? ['--depth=1'] : []
    const byId = await git.run([...fetch, ...depth, remote, commit])
    if (byId.code === 0) return
    const byName = await fetchBranches()
    if (await isHere(git, commit)) return
    throw problemError('git-failed', `Commit ${commit} was not found on ${remote}: ${byName ?? byId.said}`)
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

async function isHere(git: GitCommand, commit: CommitId): Promise<boolean> {
  return (await git.run(['cat-file', '-e', commit])).code === 0
}
