/** Which workflows an event would have started: GitHub's documentation, "Events that trigger workflows" and GITHUB_TOKEN. */
import type { Account } from './account.ts'
import { readCommit } from './commits.ts'
import type { KnownRepository, StandInEvent, StandInPull } from './record.ts'
import type { Move } from './rules.ts'

/** A push of a branch or tag. What GITHUB_TOKEN pushes starts nothing. */
export function recordPush(repository: KnownRepository, account: Account, { ref, to }: Move): void {
  const commit = to ?? '0'.repeat(40)
  const isQuiet = account.kind === 'actions' || (to !== undefined && isSkipped(repository, to))
  record(repository, {
    name: 'push',
    actor: account.login,
    outcome: isQuiet ? 'suppressed' : 'started',
    ref,
    commit,
  })
}

/**
 * Something that happened to a pull request. What GITHUB_TOKEN opens, updates or reopens makes runs that wait for
 * "Approve workflows to run" (since 11 June 2026; on Enterprise Server nothing); the rest of what it does starts nothing.
 */
export function recordPull(
  repository: KnownRepository,
  account: Account,
  { pull, action }: { readonly pull: StandInPull; readonly action: string },
): void {
  const isRun = ['opened', 'synchronize', 'reopened'].includes(action)
  const isHeld = isRun && !repository.record.settings.isEnterpriseServer
  const own = account.kind === 'actions' ? (isHeld ? 'held' : 'suppressed') : 'started'
  const outcome = isRun && isSkipped(repository, pull.headCommit, pull.headRepository) ? 'suppressed' : own
  const { number, headCommit } = pull
  record(repository, {
    name: 'pull_request',
    action,
    actor: account.login,
    outcome,
    number,
    commit: headCommit,
  })
}

/** A comment or review: nothing starts by GITHUB_TOKEN. */
export function recordOther(
  repository: KnownRepository,
  account: Account,
  event: Omit<StandInEvent, 'actor' | 'outcome'>,
): void {
  record(repository, {
    ...event,
    actor: account.login,
    outcome: account.kind === 'actions' ? 'suppressed' : 'started',
  })
}

/** Both dispatches start workflows by any token: the two exceptions that the documentation names. */
export function recordDispatch(
  repository: KnownRepository,
  account: Account,
  event: Omit<StandInEvent, 'actor' | 'outcome'>,
): void {
  record(repository, { ...event, actor: account.login, outcome: 'started' })
}

function record({ record: known }: KnownRepository, event: StandInEvent): void {
  known.events = [...known.events, event]
}

/** GitHub documentation, "Skipping workflow runs": the message of the head commit, for push and pull_request. */
function isSkipped(repository: KnownRepository, commit: string, lender = repository): boolean {
  const { message } = readCommit({ directory: repository.directory, lender: lender.directory }, commit)
  return /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(message)
}
