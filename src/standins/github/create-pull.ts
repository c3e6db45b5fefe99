/** Opening a pull request: what GitHub checks first, and what comes of it. */
import { countCommits, readBranches } from './branches.ts'
import type { Call } from './call.ts'
import { recordPull } from './events.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { newPullDetails } from './pull-document.ts'
import type { KnownRepository, StandInPull } from './record.ts'
import { alreadyOpen, bodyTooLong, invalid, noCommits } from './refusals.ts'
import type { Fault } from './refusals.ts'
import type { Store } from './store.ts'

/** A branch, where it lives, and the commit it is at. */
interface Head {
  readonly branch: string
  readonly repository: KnownRepository
  readonly commit: string
}

/** Answers 201 with the request, or 422 with what is wrong. */
export function createPull({ store, repository, request, account }: Call): GitHubAnswer {
  const fields = request.body
  const base = textOf(fields, 'base') ?? ''
  const baseCommit = readBranches(repository.directory).get(base)
  const head = findHead(store, repository, textOf(fields, 'head') ?? '')
  const faults = findFaults(fields, { head, baseCommit })
  if (head === undefined || baseCommit === undefined || faults.length > 0) return invalid(faults)
  const lender = head.repository.directory
  const range = { directory: repository.directory, lender, base: baseCommit, head: head.commit }
  if (countCommits(range) === 0) return invalid([noCommits(base, textOf(fields, 'head') ?? '')])
  if (store.pulls(repository).some((pull) => isSame(pull, head, base))) {
    return invalid([alreadyOpen(`${head.repository.owner}:${head.branch}`)])
  }
  const pull = store.insert(repository, {
    author: account,
    title: textOf(fields, 'title') ?? '',
    body: textOf(fields, 'body') ?? '',
    head: head.branch,
    headRepository: head.repository,
    headCommit: head.commit,
    base,
    baseCommit,
    draft: fieldsOf(fields)['draft'] === true,
  })
  recordPull(repository, account, { pull, action: 'opened' })
  const body = newPullDetails(pull, repository, request)
  return { status: 201, body, headers: { location: body.url } }
}

/** `branch` is one of the repository, `owner:branch` one of that owner's fork. */
function findHead(store: Store, repository: KnownRepository, head: string): Head | undefined {
  const [, owner = repository.owner, branch = ''] = /^(?:([^:]+):)?(.*)$/s.exec(head) ?? []
  const home = store.find(`${owner}/${repository.name}`)
  const commit = home && readBranches(home.directory).get(branch)
  return home && commit !== undefined ? { branch, repository: home, commit } : undefined
}

function findFaults(
  fields: unknown,
  { head, baseCommit }: { head: Head | undefined; baseCommit: string | undefined },
): readonly Fault[] {
  const isTitled = (textOf(fields, 'title') ?? '').trim() !== ''
  return [
    ...(isTitled ? [] : [{ resource: 'PullRequest', code: 'missing_field', field: 'title' } as const]),
    ...(head ? [] : [{ resource: 'PullRequest', code: 'invalid', field: 'head' } as const]),
    ...(baseCommit === undefined
      ? [{ resource: 'PullRequest', code: 'invalid', field: 'base' } as const]
      : []),
    ...((textOf(fields, 'body') ?? '').length > 65_536 ? [bodyTooLong()] : []),
  ]
}

function isSame(pull: StandInPull, head: Head, base: string): boolean {
  const isSameHead = pull.head === head.branch && pull.headRepository.id === head.repository.id
  return pull.state === 'open' && isSameHead && pull.base === base
}
