/** Opens and updates pull requests. */
import { z } from 'zod'
import type { PullRequest } from '../../model/plan.ts'
import type { NewPullRequest, PullRequestText } from '../../ports.ts'
import { ask } from './client.ts'
import type { GitHubClient } from './client.ts'
import type { Wish } from './failure.ts'
import { readAnswerText } from './github-text.ts'
import { findPullRequests } from './find.ts'
import { readPullRequest } from './pull-request.ts'

/**
 * Opens the request and gives it its labels. When one is open already for this head and base (a run that ended between
 * the two, or one that runs beside us), that one gets the text and the labels.
 */
export async function openPullRequest(client: GitHubClient, request: NewPullRequest): Promise<PullRequest> {
  const opened = await createOrUpdate(client, request)
  if (request.labels.length > 0) await addLabels(client, opened.number, request.labels)
  return opened
}

/** Writes title and text; labels, draft and everything else stay as people left them. */
export async function updatePullRequest(
  client: GitHubClient,
  number: number,
  { title, body }: PullRequestText,
): Promise<PullRequest> {
  const wish: Wish = { to: `update pull request #${number}`, permission: 'pull-requests: write' }
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.pulls.update({ ...client.repository, pull_number: number, title, body }),
  )
  return readPullRequest(data, wish)
}

async function createOrUpdate(client: GitHubClient, wanted: NewPullRequest): Promise<PullRequest> {
  const { head, base, title, body, draft } = wanted
  const wish: Wish = {
    to: `open a pull request from ${head} into ${base}`,
    permission: 'pull-requests: write',
  }
  return ask(client, wish, async () => {
    try {
      const parameters = { ...client.repository, head, base, title, body, draft }
      const { data } = await client.octokit.rest.pulls.create(parameters)
      return readPullRequest(data, wish)
    } catch (thrown) {
      const open = isAlreadyOpen(thrown) ? await findOpen(client, wanted) : undefined
      if (open === undefined) throw thrown
      return updatePullRequest(client, open.number, wanted)
    }
  })
}

async function findOpen(
  client: GitHubClient,
  { head, base }: NewPullRequest,
): Promise<PullRequest | undefined> {
  return (await findPullRequests(client, [head])).find((found) => found.base === base)
}

const refusedAsInvalid = z.object({ status: z.literal(422), response: z.object({ data: z.unknown() }) })

/** GitHub answers 422 and says so only in words. */
function isAlreadyOpen(thrown: unknown): boolean {
  const { data: refusal } = refusedAsInvalid.safeParse(thrown)
  return /pull request already exists/i.test(readAnswerText(refusal?.response.data))
}

async function addLabels(client: GitHubClient, number: number, labels: readonly string[]): Promise<void> {
  const wish: Wish = {
    to: `label pull request #${number}, which is open,`,
    permission: 'pull-requests: write',
  }
  await ask(client, wish, () =>
    client.octokit.rest.issues.addLabels({ ...client.repository, issue_number: number, labels: [...labels] }),
  )
}
