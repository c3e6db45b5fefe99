/**
 * A branch that asks for the statuses of our gates asks every request for them, and every commit of its merge queue. What no gate of ours is about is let
 * through, and a queue's commit is told what its request is told.
 */
import { type CommitStatus, isGateContext } from '../../model/commit-status.ts'
import type { Entering, Tip } from '../../model/entering.ts'
import { gateContext, type Gating } from '../../model/gate.ts'
import { statusOf } from '../../model/gate-words.ts'
import type { CommitId } from '../../model/history.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import { type BranchRules, claimOf } from '../../model/pull-request.ts'
import type { Forge } from '../../ports.ts'

/** What shall be said of a commit. */
export interface Word {
  readonly commit: CommitId
  readonly status: CommitStatus
}

/** So many a run: GitHub takes 500 writes that notify people in an hour. The next run says the rest. */
const mostWords = 50

/**
 * Says it on each branch that asks for our statuses; one that fails costs the others nothing. `gatings` are what this run has told of our own requests; of those
 * that it did not look at nothing new is said.
 */
export async function admit(
  rules: ReadonlyMap<string, BranchRules>,
  gatings: readonly Gating[],
  forge: Pick<Forge, 'entering' | 'setStatus'>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  let left = mostWords
  for (const [branch, { known, checks }] of rules) {
    const contexts = checks.filter(isGateContext)
    if (!known || contexts.length === 0) continue
    try {
      const words = (await forge.entering(branch)).flatMap((each) => wordsFor(each, contexts, gatings))
      for (const { commit, status } of words.slice(0, left)) {
        left -= 1
        await forge.setStatus(commit, status)
      }
    } catch (thrown) {
      problems.push(...problemsOf(thrown).map((problem) => ({ ...problem, level: 'warning' }) as const))
    }
  }
  return problems
}

/** What is to be said for one request: to the commit in the queue first, which is waited for. */
export function wordsFor(
  entering: Entering,
  contexts: readonly string[],
  gatings: readonly Gating[],
): readonly Word[] {
  const { tip, queued } = entering
  const wanted = statusesFor(entering, contexts, gatings)
  const atHead = wanted.filter((status) => !isSaid(tip, status))
  const inQueue = wanted.filter((status) => queued && !isSaid(queued, status))
  return [
    ...inQueue.map((status) => ({ commit: queued?.commit ?? tip.commit, status })),
    ...atHead.map((status) => ({ commit: tip.commit, status })),
  ]
}

/** Of each context that the branch asks for, as far as it is known; what is shown to nobody cannot be compared and is said again. */
function statusesFor(
  entering: Entering,
  contexts: readonly string[],
  gatings: readonly Gating[],
): readonly CommitStatus[] {
  if (!isBump(entering, gatings)) return contexts.map((context) => letThrough(context, 'no bump of images'))
  const gating = gatings.find((each) => isAbout(each, entering))
  if (gating === undefined)
    return (entering.tip.statuses ?? []).filter(({ context }) => contexts.includes(context))
  return contexts.map((context) => {
    const gate = gating.gates.find(({ kind }) => gateContext(kind) === context)
    return gate === undefined ? letThrough(context, 'no such gate here') : statusOf(gate)
  })
}

/** A branch of ours, by its name, by what this run knows, or by what its request says of itself; never one of a fork. */
function isBump(entering: Entering, gatings: readonly Gating[]): boolean {
  const { head, isFromFork } = entering
  if (isFromFork) return false
  return (
    head.startsWith('image-bump/') ||
    gatings.some((each) => isAbout(each, entering)) ||
    claimOf(entering) !== undefined
  )
}

function isAbout({ branch }: Gating, { head, isFromFork }: Entering): boolean {
  return !isFromFork && branch === head
}

function isSaid({ statuses = [] }: Tip, { context, state, description }: CommitStatus): boolean {
  const said = statuses.find((each) => each.context === context)
  return said?.state === state && said.description === description
}

function letThrough(context: string, why: string): CommitStatus {
  return { context, state: 'success', description: `${why}, so nothing is waited for` }
}
