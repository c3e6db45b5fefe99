/** GitHub as the forge: what is read of many requests is asked in GraphQL, what is written goes by the REST API. */
import { type CommitStatus, fitStatus } from '../../model/commit-status.ts'
import type { CommitId } from '../../model/history.ts'
import type { PullRequest } from '../../model/pull-request.ts'
import type { Forge } from '../../ports.ts'
import { arm, disarm } from './auto-merge.ts'
import { createClient } from './client.ts'
import type { GitHubOptions } from './client.ts'
import { comment, editComment, findComment } from './comment.ts'
import { compare, findReleases } from './comparison.ts'
import { findEntering } from './entering.ts'
import { findPullRequests, lookUpPullRequest } from './find.ts'
import { furnish } from './furnish.ts'
import { whoAmI } from './identity.ts'
import { findLabeller } from './labelled-by.ts'
import { createMilestones } from './milestones.ts'
import type { PatientClient } from './outcome.ts'
import type { WrittenPullRequest } from './pull-request.ts'
import { readRules } from './rules.ts'
import { setStatus } from './set-status.ts'
import { findSignals } from './signals.ts'
import { closePullRequest, openPullRequest, updatePullRequest } from './write.ts'

export type { GitHubOptions } from './client.ts'
export { createDelivery, type Delivery } from './deliver.ts'
export { createFacts } from './facts.ts'
export { noForge } from './no-forge.ts'
export { createPacing, type Pacing } from './pacing.ts'

/** The clock is for pauses where GitHub does not know yet what it has just made. */
export type ForgeOptions = GitHubOptions & Pick<PatientClient, 'clock'>

/**
 * A forge for one repository on GitHub or GitHub Enterprise Server. Nothing is asked until a method is called.
 * Throws `arguments-invalid` when the repository is not written `owner/name`. The methods throw `rate-limited` when GitHub says later,
 * `github-failed` when it gives no proper answer, and when it says no `github-refused` or what is behind that (see `refusals.ts`).
 */
export function createForge(options: ForgeOptions): Forge {
  const client: PatientClient = { ...createClient(options), clock: options.clock }
  const milestones = createMilestones(client)
  const known = createMemory(client)
  const me = once(() => whoAmI(client))
  return {
    whoAmI: me,
    rules: (branch) => readRules(client, branch),
    find: async (heads) => (await findPullRequests(client, heads)).map((request) => known.note(request)),
    entering: (branch) => findEntering(client, branch),
    open: async (request) => known.recall(await openPullRequest(client, request)),
    update: async (number, text) => known.complete(await updatePullRequest(client, number, text)),
    furnish: (number, furnishing) => furnish(client, number, { furnishing, milestones }),
    comment: (number, body) => comment(client, number, body),
    findComment: async (number, mark) => findComment(client, number, { mark, login: (await me()).login }),
    editComment: (id, body) => editComment(client, id, body),
    close: async (number, body) => known.complete(await closePullRequest(client, number, body)),
    arm: (merge) => arm(client, merge),
    disarm: (number) => disarm(client, number),
    signals: (commits, isWanted) => findSignals(client, commits, isWanted),
    async setStatus(commit, status) {
      await setStatus(client, commit, fitStatus(status))
      known.say(commit, fitStatus(status))
    },
    labelledBy: (number, label) => findLabeller(client, number, label),
    compare: (repository, from, to) => compare(client, repository, { from, to }),
    releases: (repository, tags) => findReleases(client, repository, tags),
  }
}

/** What the REST API does not tell of a request is known since it was found or opened, or we said it; else it is looked up. */
function createMemory(client: PatientClient) {
  const requests = new Map<number, PullRequest>()
  const said = new Map<CommitId, readonly CommitStatus[]>()
  const note = (request: PullRequest): PullRequest => {
    requests.set(request.number, request)
    return request
  }
  const recall = (request: PullRequest): PullRequest => {
    const { statuses, ...rest } = request
    if (request.state !== 'open') return note(rest)
    const ours = said.get(request.headCommit)
    return note(ours === undefined ? request : { ...rest, statuses: ours.reduce(withStatus, statuses ?? []) })
  }
  return {
    note,
    recall,
    say: (commit: CommitId, status: CommitStatus) =>
      void said.set(commit, withStatus(said.get(commit) ?? [], status)),
    complete: async (written: WrittenPullRequest): Promise<PullRequest> => {
      const { number, headCommit } = written
      const before = requests.get(number) ?? (await lookUpPullRequest(client, number))
      // Of a commit that came meanwhile nothing was said yet.
      const fresh = before.headCommit === headCommit ? {} : { statuses: [] }
      return recall({ ...before, ...written, ...fresh })
    },
  }
}

/** The latest of each context. */
function withStatus(all: readonly CommitStatus[], status: CommitStatus): readonly CommitStatus[] {
  return [...all.filter(({ context }) => context !== status.context), status]
}

/** Asked once; an answer that failed is asked for again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return async () => {
    answer ??= ask()
    try {
      return await answer
    } catch (thrown) {
      answer = undefined
      throw thrown
    }
  }
}
