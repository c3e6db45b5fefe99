/** Comments below pull requests. */
import { z } from 'zod'
import type { OwnComment } from '../../model/pull-request.ts'
import { ask, type GitHubClient } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'
import { insist, type PatientClient, tryTo, whenThere } from './outcome.ts'

/** Says it once: where the answer is lost it may have been said, and nothing is sent again. */
export async function comment(client: PatientClient, number: number, body: string): Promise<void> {
  const wish: Wish = { to: `comment on pull request #${number}`, permission: 'pull-requests: write' }
  const place = { ...client.repository, issue_number: number }
  insist(
    await whenThere(client, () =>
      tryTo(client, wish, () => client.octokit.rest.issues.createComment({ ...place, body })),
    ),
  )
}

const perPage = 100

const page = z.array(
  z.object({
    id: z.number(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullable(),
  }),
)

/**
 * The first of them, the oldest before the others, that begins with the mark and is by this login: anybody may copy a mark, and others who write by this login may quote it. The REST API tells numbers that GraphQL's
 * `databaseId` has no room for.
 */
export async function findComment(
  client: GitHubClient,
  number: number,
  { mark, login }: { readonly mark: string; readonly login: string },
): Promise<OwnComment | undefined> {
  const wish: Wish = { to: `read the comments of pull request #${number}`, permission: 'pull-requests: read' }
  const place = { ...client.repository, issue_number: number, per_page: perPage }
  for (let at = 1; ; at += 1) {
    const { data } = await ask(client, wish, () =>
      client.octokit.rest.issues.listComments({ ...place, page: at }),
    )
    const { success, data: comments } = page.safeParse(data)
    if (!success) throw explainMisreadAnswer(wish)
    const found = comments.find(({ body, user }) => user?.login === login && body?.startsWith(mark) === true)
    if (found !== undefined) return { id: found.id, body: found.body ?? '' }
    if (comments.length < perPage) return undefined
  }
}

/** Says the same again where it is sent twice. */
export async function editComment(client: GitHubClient, id: number, body: string): Promise<void> {
  const wish: Wish = { to: 'edit our comment', permission: 'pull-requests: write' }
  await ask(client, wish, () =>
    client.octokit.rest.issues.updateComment({ ...client.repository, comment_id: id, body }),
  )
}
