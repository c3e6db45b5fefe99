/** A pull request as the REST API describes it, read into ours. */
import { z } from 'zod'
import type { PullRequest } from '../../model/plan.ts'
import { explainMisreadAnswer } from './failure.ts'
import type { Wish } from './failure.ts'

/** What is read of GitHub's object (OpenAPI: `pull-request`, `pull-request-simple`); a request without text has a body of null. */
const restPullRequest = z.object({
  number: z.number(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullable(),
  head: z.object({ ref: z.string() }),
  base: z.object({ ref: z.string() }),
})

/** Reads the object that answered the wish; throws `github-failed` when it is none, as a proxy's page. */
export function readPullRequest(data: unknown, wish: Pick<Wish, 'to'>): PullRequest {
  const { success, data: pull } = restPullRequest.safeParse(data)
  if (!success) throw explainMisreadAnswer(wish)
  const { number, html_url: url, title, body, head, base } = pull
  return { number, url, title, body: body ?? '', head: head.ref, base: base.ref }
}
