/** Lets a request merge by itself, and takes that back. */
import { type Problem, ProblemError } from '../../model/problem.ts'
import type { Forge, Merge } from '../../ports.ts'
import type { Wish } from './failure.ts'
import { insist, type Outcome, type PatientClient, tryTo } from './outcome.ts'
import {
  awaitReadiness,
  lookAtReadiness,
  mutate,
  type Mutation,
  type Readiness,
  standing,
} from './readiness.ts'

type Refused = Extract<Outcome<unknown>, { readonly kind: 'refused' }>

/** What GitHub asks for, for merging and for the order to do it later. */
const permission = 'contents: write and pull-requests: write'

/**
 * Arms it at that very head. What is ready already cannot wait: it is merged by the method, or GitHub puts it into the queue, whose own method
 * counts. What somebody armed or queued before is left so. Throws `auto-merge-refused`, or what is behind it where that is known.
 */
export async function arm(client: PatientClient, merge: Merge): ReturnType<Forge['arm']> {
  const seen = await awaitReadiness(client, merge.number)
  const before = standing(seen)
  if (before !== undefined) return before
  const wish: Wish = { to: `let pull request #${merge.number} merge by itself`, permission }
  const outcome = await mutate(client, wish, orderFor(merge, seen))
  if (outcome.kind === 'refused') {
    if (/\b(?:clean|unstable) status/i.test(outcome.said)) return mergeNow(client, merge)
    throw refusedMerge(outcome)
  }
  if (!seen.isMergeQueueEnabled) return 'armed'
  return standing(await lookAtReadiness(client, merge.number)) ?? 'armed'
}

function orderFor({ head, method }: Merge, { id, isMergeQueueEnabled }: Readiness): Mutation {
  const chosen = isMergeQueueEnabled ? {} : { mergeMethod: method.toUpperCase() }
  return {
    name: 'enablePullRequestAutoMerge',
    input: { pullRequestId: id, expectedHeadOid: head, ...chosen },
  }
}

/** How often a merge is tried whose base moves under it; as GitHub says, "Review and try the merge again". */
const tries = 3

async function mergeNow(client: PatientClient, { number, head, method }: Merge): Promise<'merged'> {
  const wish: Wish = { to: `merge pull request #${number}, which is ready,`, permission }
  const order = { ...client.repository, pull_number: number, sha: head, merge_method: method }
  const attempt = () => tryTo(client, wish, () => client.octokit.rest.pulls.merge(order))
  let outcome: Outcome<unknown> = await attempt()
  for (let count = 1; count < tries && isOvertaken(outcome); count += 1) {
    await client.clock.pause(1000 * count)
    outcome = await attempt()
  }
  if (outcome.kind === 'done') return 'merged'
  // The answer to an earlier try may have been lost.
  if ((await lookAtReadiness(client, number)).state === 'MERGED') return 'merged'
  throw refusedMerge(outcome)
}

function isOvertaken(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'refused' && /base branch was modified/i.test(outcome.said)
}

/** Takes auto-merge away, and takes it out of the queue where it went when it was ready. What waits for nothing is left as it is. */
export async function disarm(client: PatientClient, number: number): Promise<void> {
  const { id, autoMergeRequest, isInMergeQueue } = await lookAtReadiness(client, number)
  const wish: Wish = { to: `disarm pull request #${number}`, permission }
  const mutations: readonly Mutation[] = [
    ...(autoMergeRequest === null
      ? []
      : [{ name: 'disablePullRequestAutoMerge', input: { pullRequestId: id } } as const]),
    ...(isInMergeQueue ? [{ name: 'dequeuePullRequest', input: { id } } as const] : []),
  ]
  for (const mutation of mutations) {
    const outcome = await mutate(client, wish, mutation)
    if (outcome.kind === 'done') continue
    // Somebody may have been faster.
    const now = standing(await lookAtReadiness(client, number))
    if (now === 'armed' || now === 'queued') insist(outcome)
  }
}

/** The refusal as ours; one that has a remedy of its own keeps it. */
function refusedMerge({ problem, said }: Refused): ProblemError {
  if (problem.code !== 'github-refused') return new ProblemError([problem])
  const hint = hints.find(([words]) => words.test(said))?.[1] ?? ''
  const refused: Problem = { ...problem, code: 'auto-merge-refused', message: `${problem.message}${hint}` }
  return new ProblemError([refused])
}

/** Words: indexable-inc/index#2948, peter-evans/enable-pull-request-automerge#310, and REST, "Merge a pull request". */
const hints: readonly (readonly [RegExp, string])[] = [
  [
    /auto.?merge is not allowed/i,
    ' Turn on "Allow auto-merge" in the settings of the repository (General, Pull Requests).',
  ],
  [
    /(?:merges|merge commits|merging) (?:are|is) not allowed/i,
    ' Allow this way to merge in the settings of the repository, or name another in `autoMerge`.',
  ],
  [/protected branch rules not configured/i, ' Its base asks for nothing that it could wait for.'],
  [/head branch was modified/i, ' Somebody pushed to its branch meanwhile.'],
  [/draft/i, ' A draft is not merged; somebody must mark it as ready for review.'],
  [/can't enable auto-merge/i, ' It is a draft, or closed.'],
]
