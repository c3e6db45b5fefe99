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
/** What is wrong with one request keeps nobody else waiting; what is wrong so often is wrong with all. */
const mostFailures = 3

/**
 * Says it on each branch that asks for our statuses; one that fails costs the others nothing. `gatings` are what this run has told of our own requests; of those
 * that it did not look at nothing new is said.
 */
export async function admit(
  rules: ReadonlyMap<string, BranchRules>,
  gatings: readonly Gating[],
  forge: Pick<Forge, 'entering' | 'setStatus'>,
): Promise<readonly Problem[]> {
  const words: Word[] = []
  const problems: Problem[] = []
  for (const [branch, { known, checks }] of rules) {
    const contexts = checks.filter(isGateContext)
    if (!known || contexts.length === 0) continue
    try {
      words.push(...wordsFor(await forge.entering(branch), contexts, gatings))
    } catch (thrown) {
      problems.push(...problemsOf(thrown))
    }
  }
  const unsaid = await say(words.slice(0, mostWords), forge)
  return [...problems, ...unsaid].map((problem) => ({ ...problem, level: 'warning' }))
}

async function say(words: readonly Word[], forge: Pick<Forge, 'setStatus'>): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  let failures = 0
  for (const { commit, status } of words) {
    try {
      await forge.setStatus(commit, status)
    } catch (thrown) {
      problems.push(...problemsOf(thrown))
      failures += 1
      if (failures === mostFailures) break
    }
  }
  return problems
}

/** What is to be said for the requests into one branch: to commits in the queue first, which are waited for. */
export function wordsFor(
  all: readonly Entering[],
  contexts: readonly string[],
  gatings: readonly Gating[],
): readonly Word[] {
  const bumps = all.filter((each) => isBump(each, gatings))
  const known = new Set(bumps.map(({ tip }) => tip.commit))
  const statusFor: StatusFor = (each, context) => {
    if (bumps.includes(each)) return bumpStatus(each, context, gatings)
    // A status is the commit's, whoever brings it: what a gate says of ours is not taken back because a stranger proposes the same commit.
    const isOurs = known.has(each.tip.commit)
    return findStatus(each.tip, context) ?? (isOurs ? undefined : letThrough(context, 'no bump of images'))
  }
  const inQueue = all.flatMap((each) => {
    if (each.queued === undefined) return []
    const brought = [each, ...bumps.filter((other) => isAhead(other, each))]
    return unsaid(each.queued, contexts, (context) => worst(brought.map((one) => statusFor(one, context))))
  })
  const atHead = all.flatMap((each) => unsaid(each.tip, contexts, (context) => statusFor(each, context)))
  return [...inQueue, ...atHead]
}

/** Undefined for what this run does not know and nobody has said yet. */
type StatusFor = (entering: Entering, context: string) => CommitStatus | undefined

/** What is shown to nobody cannot be compared and is said again. */
function unsaid(
  tip: Tip,
  contexts: readonly string[],
  find: (context: string) => CommitStatus | undefined,
): readonly Word[] {
  const wanted = contexts.flatMap((context) => find(context) ?? [])
  return wanted.filter((status) => !isSaid(tip, status)).map((status) => ({ commit: tip.commit, status }))
}

/** Of a bump that this run did not look at, what was said before. */
function bumpStatus(
  entering: Entering,
  context: string,
  gatings: readonly Gating[],
): CommitStatus | undefined {
  const gating = gatings.find((each) => isAbout(each, entering))
  if (gating === undefined) return findStatus(entering.tip, context)
  const gate = gating.gates.find(({ kind }) => gateContext(kind) === context)
  return gate === undefined ? letThrough(context, 'no such gate here') : statusOf(gate)
}

/** A queue may merge a group by its last commit alone, which holds the bumps before it. */
function isAhead({ queued: one }: Entering, { queued: other }: Entering): boolean {
  return one !== undefined && other !== undefined && one.position < other.position
}

/** The first of the worst; undefined where one is not known. */
function worst(statuses: readonly (CommitStatus | undefined)[]): CommitStatus | undefined {
  if (statuses.includes(undefined)) return undefined
  const of = (state: CommitStatus['state']) => statuses.find((status) => status?.state === state)
  return of('failure') ?? of('pending') ?? of('success')
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

function isSaid(tip: Tip, { context, state, description }: CommitStatus): boolean {
  const said = findStatus(tip, context)
  return said?.state === state && said.description === description
}

function findStatus({ statuses = [] }: Tip, context: string): CommitStatus | undefined {
  return statuses.find((each) => each.context === context)
}

function letThrough(context: string, why: string): CommitStatus {
  return { context, state: 'success', description: `${why}, so nothing is waited for` }
}
