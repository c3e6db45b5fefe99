/** Pull requests: listed, shown, changed, closed and opened again. */
import { isReachable, readBranches } from './branches.ts'
import { paged, withPull } from './call.ts'
import type { Call, Route } from './call.ts'
import { commitDocument, diffEntries } from './commit-document.ts'
import { readCommits } from './commits.ts'
import { createPull } from './create-pull.ts'
import { recordPull } from './events.ts'
import { textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { pullDetails, pullDocument } from './pull-document.ts'
import type { StandInPull } from './record.ts'
import { alreadyOpen, bodyTooLong, cannotReopen, invalid } from './refusals.ts'
import type { Fault } from './refusals.ts'

export const pullRoutes: readonly Route[] = [
  ['GET', '/pulls', listPulls],
  ['POST', '/pulls', createPull],
  ['GET', '/pulls/{n}', (call) => withPull(call, (pull) => showPull(call, pull))],
  ['PATCH', '/pulls/{n}', (call) => withPull(call, (pull) => updatePull(call, pull))],
  ['GET', '/pulls/{n}/commits', (call) => withPull(call, (pull) => listCommits(call, pull))],
  ['GET', '/pulls/{n}/files', (call) => withPull(call, (pull) => listFiles(call, pull))],
]

/** One request as its own answer. */
function showPull({ repository, request }: Call, pull: StandInPull): GitHubAnswer {
  return { status: 200, body: pullDetails(pull, repository, request) }
}

/** Closes or opens it again, and tells workflows. */
export function changeState(call: Call, pull: StandInPull, state: 'open' | 'closed'): StandInPull {
  const { store, repository, account } = call
  const closedBy = state === 'closed' ? account : undefined
  const changed = store.change(repository, pull.number, { state, closedBy })
  recordPull(repository, account, { pull: changed, action: state === 'closed' ? 'closed' : 'reopened' })
  return changed
}

/** GitHub documentation, "List pull requests": `head` is `owner:branch`; newest first unless asked otherwise. */
function listPulls(call: Call): GitHubAnswer {
  const { store, repository, request } = call
  const { query } = request
  const state = query.get('state') ?? 'open'
  const [head, base] = [query.get('head'), query.get('base')]
  const found = store
    .pulls(repository)
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => head === null || head === `${pull.headRepository.owner}:${pull.head}`)
    .filter((pull) => base === null || base === pull.base)
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  const isAscending = (query.get('direction') ?? (query.has('sort') ? 'asc' : 'desc')) === 'asc'
  const sorted = found.toSorted(
    (one, other) => one[key].getTime() - other[key].getTime() || one.number - other.number,
  )
  const pulls = isAscending ? sorted : sorted.toReversed()
  return paged(call, pulls, (pull) => pullDocument(pull, repository, request))
}

function updatePull(call: Call, pull: StandInPull): GitHubAnswer {
  const { store, repository, account, request } = call
  const [title, body, base, state] = ['title', 'body', 'base', 'state'].map((field) =>
    textOf(request.body, field),
  )
  const isReopened = state === 'open' && pull.state === 'closed'
  const faults = [
    ...findTextFaults(call, { title, body, base }),
    ...(isReopened ? findReopenFaults(call, pull) : []),
  ]
  if (faults.length > 0) return invalid(faults)
  const baseCommit = base === undefined ? undefined : readBranches(repository.directory).get(base)
  const changed = store.change(repository, pull.number, {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(base !== undefined && baseCommit !== undefined && { base, baseCommit }),
  })
  const isEdited = [title, body, base].some((value) => value !== undefined)
  if (isEdited) recordPull(repository, account, { pull: changed, action: 'edited' })
  if (isReopened) return showPull(call, changeState(call, changed, 'open'))
  const isClosed = state === 'closed' && pull.state === 'open'
  return showPull(call, isClosed ? changeState(call, changed, 'closed') : changed)
}

function findTextFaults(
  { repository }: Call,
  { title, body, base }: { title: string | undefined; body: string | undefined; base: string | undefined },
): readonly Fault[] {
  const hasBase = base === undefined || readBranches(repository.directory).has(base)
  return [
    ...(title === '' ? [{ resource: 'PullRequest', code: 'missing_field', field: 'title' } as const] : []),
    ...((body?.length ?? 0) > 65_536 ? [bodyTooLong()] : []),
    ...(hasBase ? [] : [{ resource: 'PullRequest', code: 'invalid', field: 'base' } as const]),
  ]
}

/** A merged one stays so; others come back while their branch still contains what was proposed, and nothing else is open for it. */
function findReopenFaults({ store, repository }: Call, pull: StandInPull): readonly Fault[] {
  const { directory } = repository
  const lender = pull.headRepository.directory
  const now = readBranches(lender).get(pull.head)
  if (pull.merged) return [{ resource: 'PullRequest', code: 'invalid', field: 'state' }]
  if (now === undefined) return [cannotReopen(pull.head, 'deleted')]
  const isKept = isReachable({ directory, lender, base: now, head: pull.headCommit })
  if (!isKept) return [cannotReopen(pull.head, 'force-pushed')]
  const isTaken = store
    .pulls(repository)
    .some((other) => other.state === 'open' && other.head === pull.head && other.base === pull.base)
  return isTaken ? [alreadyOpen(`${pull.headRepository.owner}:${pull.head}`)] : []
}

function listCommits(call: Call, { baseCommit, headCommit, headRepository }: StandInPull): GitHubAnswer {
  const folder = { directory: call.repository.directory, lender: headRepository.directory }
  const commits = readCommits(folder, ['--reverse', '--topo-order', `${baseCommit}..${headCommit}`])
  return paged(call, commits, (commit) => commitDocument(call, commit))
}

function listFiles(call: Call, { baseCommit, headCommit, headRepository }: StandInPull): GitHubAnswer {
  const { directory } = headRepository
  const repository = { ...call.repository, directory, lender: call.repository.directory }
  const files = diffEntries({ ...call, repository }, ['--merge-base', baseCommit, headCommit])
  return paged(call, files, (file) => file)
}
