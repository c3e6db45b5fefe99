/** Auto-merge and the merge queue: armed, disarmed, and done when nothing is missing any more. */
import type { Account } from './account.ts'
import { webCommitter } from './commits.ts'
import { recordOther, recordPull } from './events.ts'
import { mergeCommit } from './merge.ts'
import { mergeStateOf, requirementsOf } from './merge-state.ts'
import { mergePull } from './merge-pull.ts'
import type { KnownRepository, StandInAutoMerge, StandInPull } from './record.ts'
import { findMissingChecks } from './rules.ts'
import type { Store } from './store.ts'

export interface ArmingOrder extends Pick<StandInAutoMerge, 'method' | 'headline' | 'text'> {
  readonly pull: StandInPull
  readonly by: Account
  readonly expectedHead?: string | undefined
}

/** Arms it, or says why not. With a merge queue a request that is ready is queued at once. */
export function armAutoMerge(
  store: Store,
  repository: KnownRepository,
  order: ArmingOrder,
): string | undefined {
  const { pull, by, method, headline, text } = order
  const fault = findArmingFault(repository, order)
  if (fault !== undefined) return fault
  const { queue } = requirementsOf(repository, pull.base)
  if (queue !== undefined && isReady(repository, pull)) return enqueue(store, repository, order)
  const autoMerge = { method: queue ?? method, by, at: store.now(), headline, text }
  const changed = store.change(repository, pull.number, { autoMerge })
  recordPull(repository, by, { pull: changed, action: 'auto_merge_enabled' })
  return undefined
}

/** The text is assumed after its sibling's. */
export function disarmAutoMerge(
  store: Store,
  repository: KnownRepository,
  { pull, by }: Pick<ArmingOrder, 'pull' | 'by'>,
): string | undefined {
  if (pull.autoMerge === undefined) return "Can't disable auto-merge for this pull request."
  const changed = store.change(repository, pull.number, { autoMerge: undefined })
  recordPull(repository, by, { pull: changed, action: 'auto_merge_disabled' })
  return undefined
}

/** Puts it into the queue, or says why not; these texts are assumed. */
export function enqueue(
  store: Store,
  repository: KnownRepository,
  { pull, by, expectedHead }: Pick<ArmingOrder, 'pull' | 'by' | 'expectedHead'>,
): string | undefined {
  const isElsewhere = expectedHead !== undefined && expectedHead !== pull.headCommit
  if (isElsewhere) return 'Head branch was modified. Review and try the merge again.'
  if (requirementsOf(repository, pull.base).queue === undefined) return 'No merge queue found for branch'
  if (pull.queued !== undefined) return 'Pull request is already queued to merge'
  if (!isReady(repository, pull)) return 'Pull request is not mergeable'
  const commit = queueUp(repository, pull, store.now())
  if (commit === undefined) return 'Pull request is not mergeable'
  store.change(repository, pull.number, { queued: { by, at: store.now(), commit }, autoMerge: undefined })
  recordOther(repository, by, { name: 'merge_group', action: 'checks_requested', number: pull.number })
  return undefined
}

/** The request's commits behind those of the requests that wait already: what the checks of the queue are about. */
function queueUp(repository: KnownRepository, pull: StandInPull, at: Date): string | undefined {
  const before = waitingFor(repository.record.pulls, pull.base).at(-1)
  const folder = { directory: repository.directory, lender: pull.headRepository.directory }
  const branches = { base: before?.queued?.commit ?? pull.baseCommit, head: pull.headCommit }
  const message = `Merge pull request #${pull.number} into ${pull.base}`
  return mergeCommit(folder, { ...branches, by: webCommitter, at, message })
}

/** After something happened: what is armed and waits for nothing any more is merged, or queued. */
export function advance(store: Store, repository: KnownRepository): void {
  for (const { number } of store.pulls(repository).filter(({ autoMerge }) => autoMerge !== undefined)) {
    const pull = store.pulls(repository)[number - 1]
    if (pull?.autoMerge === undefined || !isReady(repository, pull)) continue
    const { by, ...order } = pull.autoMerge
    const { queue } = requirementsOf(repository, pull.base)
    if (queue !== undefined) enqueue(store, repository, { pull, by })
    else mergePull(store, repository, { ...order, pull, by })
  }
}

/** What the queue does: merges all that is in it, first come, first served; one whose commit lacks a check that the branch asks for waits. */
export function runQueue(store: Store, repository: KnownRepository): void {
  for (const { number, queued: entry } of waitingFor(store.pulls(repository))) {
    const pull = store.pulls(repository)[number - 1]
    if (pull === undefined || entry === undefined) continue
    const { queue: method = 'MERGE', checks } = requirementsOf(repository, pull.base)
    if (findMissingChecks(repository, checks, entry.commit).length > 0) continue
    mergePull(store, repository, { pull, by: entry.by, method })
  }
}

/** First come first; of one branch alone where it is named. */
function waitingFor(pulls: readonly StandInPull[], base?: string): readonly StandInPull[] {
  return pulls
    .filter((pull) => pull.queued !== undefined && pull.state === 'open')
    .filter((pull) => base === undefined || pull.base === base)
    .toSorted((one, other) => orderOf(one) - orderOf(other))
}

function orderOf({ queued, number }: StandInPull): number {
  return (queued?.at.getTime() ?? 0) + number / 1000
}

function isReady(repository: KnownRepository, pull: StandInPull): boolean {
  const { status } = mergeStateOf(repository, pull)
  return pull.state === 'open' && (status === 'CLEAN' || status === 'UNSTABLE')
}

/**
 * Texts: indexable-inc/index#2948 (not allowed), peter-evans/enable-pull-request-automerge#343, #355 and #310
 * (clean, unstable, cannot). GitHub checks the head last.
 */
function findArmingFault(
  repository: KnownRepository,
  { pull, expectedHead }: ArmingOrder,
): string | undefined {
  const { status } = mergeStateOf(repository, pull)
  const { queue } = requirementsOf(repository, pull.base)
  if (!repository.record.settings.allowAutoMerge && queue === undefined) {
    return 'Auto merge is not allowed for this repository'
  }
  if (pull.state === 'closed' || status === 'DRAFT') return "Can't enable auto-merge for this pull request."
  if (queue === undefined && (status === 'CLEAN' || status === 'UNSTABLE')) {
    return `Pull request Pull request is in ${status.toLowerCase()} status`
  }
  const isElsewhere = expectedHead !== undefined && expectedHead !== pull.headCommit
  return isElsewhere ? 'Head branch was modified. Review and try the merge again.' : undefined
}
