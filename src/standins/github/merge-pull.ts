/** Merging a pull request, and bringing its branch up to date with its base. */
import { signatureOf } from './account.ts'
import type { Account } from './account.ts'
import { withPull } from './call.ts'
import type { Call, Route } from './call.ts'
import { recordPull } from './events.ts'
import { textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { mergeCommit, rebaseCommits, squashCommit } from './merge.ts'
import { mergeStateOf } from './merge-state.ts'
import { moveRefs } from './move-refs.ts'
import { nameOf } from './record.ts'
import type { KnownRepository, MergeMethod, StandInPull } from './record.ts'
import { refusal } from './refusals.ts'
import type { Store } from './store.ts'

export const mergeRoutes: readonly Route[] = [
  ['PUT', '/pulls/{n}/merge', (call) => withPull(call, (pull) => answerMerge(call, pull))],
  ['PUT', '/pulls/{n}/update-branch', (call) => withPull(call, (pull) => answerUpdateBranch(call, pull))],
]

export interface MergeOrder {
  readonly pull: StandInPull
  readonly by: Account
  readonly method: MergeMethod
  readonly headline?: string | undefined
  readonly text?: string | undefined
}

/** Merges for real; gives the commit, or undefined where the base moved or both conflict. What the rules ask for was checked before. */
export function mergePull(store: Store, repository: KnownRepository, order: MergeOrder): string | undefined {
  const { pull, by } = order
  const commit = commitFor(repository, order, store.now())
  if (commit === undefined) return undefined
  const ref = `refs/heads/${pull.base}`
  const move = { ref, expected: pull.baseCommit, to: commit, isForced: false, isMerge: true }
  if (moveRefs(repository, by, [move]).kind !== 'moved') return undefined
  const merged = { state: 'closed', merged: true, mergedBy: by, closedBy: by, mergeCommit: commit } as const
  const changed = store.change(repository, pull.number, merged)
  recordPull(repository, by, { pull: changed, action: 'closed' })
  if (repository.record.settings.deleteBranchOnMerge) {
    moveRefs(repository, by, [{ ref: `refs/heads/${pull.head}`, to: undefined, isForced: true }])
  }
  return commit
}

/** Merges the base into the branch, or puts the branch's commits on top of the base; undefined where they conflict. */
export function updateBranch(
  { repository, account, store }: Pick<Call, 'repository' | 'account' | 'store'>,
  pull: StandInPull,
  method: 'MERGE' | 'REBASE',
): string | undefined {
  const { headCommit, baseCommit } = pull
  const by = signatureOf(account)
  const message = `Merge branch '${pull.base}' into ${pull.head}`
  const at = store.now()
  const commit =
    method === 'MERGE'
      ? mergeCommit(repository, { base: headCommit, head: baseCommit, by, at, message })
      : rebaseCommits(repository, { base: baseCommit, head: headCommit, by, at })
  if (commit === undefined) return undefined
  const move = { ref: `refs/heads/${pull.head}`, expected: headCommit, to: commit, isForced: true }
  return moveRefs(repository, account, [move]).kind === 'moved' ? commit : undefined
}

/** Messages as GitHub's defaults: "Merge pull request #7 from owner/branch", "title (#7)". */
function commitFor(repository: KnownRepository, order: MergeOrder, at: Date): string | undefined {
  const { pull, by, method, headline, text } = order
  const folder = { directory: repository.directory, lender: pull.headRepository.directory }
  const branches = { base: pull.baseCommit, head: pull.headCommit, at }
  const from = `${pull.headRepository.owner}/${pull.head}`
  const messageOf = (subject: string, body: string) =>
    [headline ?? subject, text ?? body].filter((part) => part !== '').join('\n\n')
  switch (method) {
    case 'MERGE': {
      const message = messageOf(`Merge pull request #${pull.number} from ${from}`, pull.title)
      return mergeCommit(folder, { ...branches, by: signatureOf(by), message })
    }
    case 'SQUASH': {
      const message = messageOf(`${pull.title} (#${pull.number})`, '')
      return squashCommit(folder, { ...branches, by: signatureOf(pull.author), message })
    }
    case 'REBASE':
      return rebaseCommits(folder, { ...branches, by: signatureOf(by) })
  }
}

/** 405 and 409 as GitHub's documentation, "Merge a pull request", has them. */
function answerMerge(call: Call, pull: StandInPull): GitHubAnswer {
  const { store, repository, request, account } = call
  const { body } = request
  const sha = textOf(body, 'sha')
  if (pull.state === 'closed') return refusal(405, 'Pull Request is not mergeable')
  if (sha !== undefined && sha !== pull.headCommit) {
    return refusal(409, 'Head branch was modified. Review and try the merge again.')
  }
  const { status } = mergeStateOf(repository, pull)
  if (status === 'DRAFT') return refusal(405, 'Pull Request is still a draft')
  if (status === 'DIRTY') return refusal(405, 'Pull Request has merge conflicts')
  if (status === 'BLOCKED' || status === 'BEHIND') {
    return refusal(
      405,
      'Repository rule violations found\n\nNot everything that the rules ask for is there.\n\n',
    )
  }
  const method = methodOf(textOf(body, 'merge_method'))
  const [headline, text] = [textOf(body, 'commit_title'), textOf(body, 'commit_message')]
  const commit = mergePull(store, repository, { pull, by: account, method, headline, text })
  if (commit === undefined) return refusal(409, 'Base branch was modified. Review and try the merge again.')
  return { status: 200, body: { sha: commit, merged: true, message: 'Pull Request successfully merged' } }
}

function methodOf(name: string | undefined): MergeMethod {
  return name === 'squash' ? 'SQUASH' : name === 'rebase' ? 'REBASE' : 'MERGE'
}

function answerUpdateBranch(call: Call, pull: StandInPull): GitHubAnswer {
  const expected = textOf(call.request.body, 'expected_head_sha')
  if (expected !== undefined && expected !== pull.headCommit) {
    return refusal(422, 'expected head sha didn’t match current head ref.')
  }
  if (updateBranch(call, pull, 'MERGE') === undefined)
    return refusal(422, 'merge conflict between base and head')
  const url = `${call.request.apiUrl}/repos/${nameOf(call.repository)}/pulls/${pull.number}`
  return { status: 202, body: { message: 'Updating pull request branch.', url } }
}
