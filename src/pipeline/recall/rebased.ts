/** A commit of ours that somebody put onto a newer base, by "Update branch" or by hand: its committer is a person, and nothing in it is. */
import type { BumpBranch } from '../../model/plan.ts'
import { hasBytes } from '../../model/up-to-date.ts'
import { problemsOf } from '../../model/problem.ts'
import { type PullRequest, repositoryOf, stateOf } from '../../model/pull-request.ts'
import type { Ports } from '../../ports.ts'

/** As far back as it is worth to look: between two runs a branch is moved once or twice. */
const latest = 3

/** The same author, words and changes as a head that we pushed, and nothing else between it and the base. What cannot be known is a person's work. */
export async function isOnlyRebased(
  { head, patch }: BumpBranch,
  request: PullRequest,
  { git, forge }: Pick<Ports, 'git' | 'forge'>,
): Promise<boolean> {
  const recorded = stateOf(request)?.heads.slice(-latest).toReversed() ?? []
  if (patch === undefined) return false
  try {
    for (const ours of recorded) {
      const before = (await git.bumpBranches([ours], [])).get(ours)
      if (before?.patch !== patch) continue
      // A person's commit may lie below it.
      const between = await forge.compare(repositoryOf(request), request.base, head)
      return between?.total === 1
    }
  } catch (thrown) {
    // What is not a problem is thrown again.
    problemsOf(thrown)
  }
  return false
}

/** Does a head of ours that the request does not tell bring the same as the latest that it tells? */
export async function isAsTold(
  { head, files }: BumpBranch,
  request: PullRequest,
  git: Pick<Ports['git'], 'bumpBranches'>,
): Promise<boolean> {
  const told = stateOf(request)?.heads.at(-1)
  if (told === undefined) return false
  try {
    const read = await git.bumpBranches([told, head], [])
    const [before, now] = [read.get(told), read.get(head)]
    if (before === undefined) return false
    return hasBytes(before, files) || (now?.patch !== undefined && now.patch === before.patch)
  } catch (thrown) {
    problemsOf(thrown)
    return false
  }
}
