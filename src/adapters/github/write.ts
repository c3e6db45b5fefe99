/** Opens, changes and closes pull requests. */
import type { PullRequest } from '../../model/pull-request.ts'
import type { NewPullRequest, PullRequestText } from '../../ports.ts'
import { ask } from './client.ts'
import type { GitHubClient } from './client.ts'
import type { Wish } from './failure.ts'
import { findPullRequests } from './find.ts'
import { insist, type Outcome, type PatientClient, tryTo } from './outcome.ts'
import { readPullRequest, type WrittenPullRequest } from './pull-request.ts'

/**
 * Opens the request. When one is open already for this head and base (a run whose answer was lost, or one that runs beside us), that one
 * gets title and text. Where the plan has no drafts a draft is refused: opened without it, it could be merged before somebody wanted that.
 */
export async function openPullRequest(client: PatientClient, request: NewPullRequest): Promise<PullRequest> {
  const created = await create(client, request)
  if (created.kind === 'done') {
    return { ...created.value, isOwn: true, approved: false, queued: false, comments: [], statuses: [] }
  }
  const open = isAlreadyOpen(created) ? await findOpen(client, request) : undefined
  if (open === undefined) return insist(created)
  const { title, body } = request
  return { ...open, ...(await updatePullRequest(client, open.number, { title, body })) }
}

/** Writes what is given; labels, draft and everything else stay as people left them. */
export async function updatePullRequest(
  client: GitHubClient,
  number: number,
  { title, body }: Partial<PullRequestText>,
): Promise<WrittenPullRequest> {
  const wish: Wish = { to: `update pull request #${number}`, permission: 'pull-requests: write' }
  const text = { ...(title !== undefined && { title }), ...(body !== undefined && { body }) }
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.pulls.update({ ...client.repository, pull_number: number, ...text }),
  )
  return readPullRequest(data, wish)
}

/** Text and state in one request, so that no run that is cut off leaves one without the other. */
export async function closePullRequest(
  client: GitHubClient,
  number: number,
  body: string,
): Promise<WrittenPullRequest> {
  const wish: Wish = { to: `close pull request #${number}`, permission: 'pull-requests: write' }
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.pulls.update({ ...client.repository, pull_number: number, body, state: 'closed' }),
  )
  return readPullRequest(data, wish)
}

async function create(
  client: GitHubClient,
  { head, base, title, body, draft }: NewPullRequest,
): Promise<Outcome<WrittenPullRequest>> {
  const wish: Wish = {
    to: `open a pull request from ${head} into ${base}`,
    permission: 'pull-requests: write',
  }
  return tryTo(client, wish, async () => {
    const parameters = { ...client.repository, head, base, title, body, draft }
    const { data } = await client.octokit.rest.pulls.create(parameters)
    return readPullRequest(data, wish)
  })
}

/** GitHub answers 422 and says so only in words. */
function isAlreadyOpen(created: Outcome<unknown>): boolean {
  return created.kind === 'refused' && /pull request already exists/i.test(created.said)
}

/** What was opened a moment ago is not in every answer yet. */
async function findOpen(
  client: PatientClient,
  { head, base }: NewPullRequest,
): Promise<PullRequest | undefined> {
  const look = async () => {
    const found = await findPullRequests(client, [head])
    return found.find((request) => request.state === 'open' && request.base === base)
  }
  const open = await look()
  if (open !== undefined) return open
  await client.clock.pause(1000)
  return look()
}
