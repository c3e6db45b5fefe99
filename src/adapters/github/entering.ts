/** Requests into a branch, from everybody, with the commits of its merge queue. */
import { z } from 'zod'
import type { Entering, Tip } from '../../model/entering.ts'
import type { GitHubClient } from './client.ts'
import { placeOf } from './find.ts'
import { askGraphQL } from './graphql.ts'
import { extraField, ownStatuses, statusContext } from './pull-request.ts'

/**
 * The last commit of a request is read as one of this repository, where statuses are; its branch may be a fork's. A page is a hundred requests with a
 * commit each: 200 nodes.
 */
const query = `query findEntering($owner: String!, $name: String!, $base: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequests(baseRefName: $base, states: [OPEN], first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number body headRefName isCrossRepository
        commits(last: 1) { nodes { commit { ...said } } }
        mergeQueueEntry { position headCommit { ...said } }
      }
    }
  }
}
fragment said on Commit { oid status { contexts { context state description } } }`

const commit = z.object({
  oid: z.string(),
  status: z.object({ contexts: z.array(statusContext) }).nullish(),
})

const answer = z.object({
  repository: z.object({
    pullRequests: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(
        z.object({
          number: z.number(),
          body: z.string(),
          headRefName: z.string(),
          isCrossRepository: z.boolean(),
          commits: z.object({ nodes: z.array(z.object({ commit })) }),
          mergeQueueEntry: z.object({ position: z.number(), headCommit: commit.nullable() }).nullable(),
        }),
      ),
    }),
  }),
})

type Node = z.infer<typeof answer>['repository']['pullRequests']['nodes'][number]

/** The newest first. */
export async function findEntering(client: GitHubClient, branch: string): Promise<readonly Entering[]> {
  const wish = { to: `find the pull requests into ${branch}`, permission: 'pull-requests: read' }
  const found: Entering[] = []
  const ask = async (after: string | null) => {
    const variables = { ...placeOf(client), base: branch, after }
    const { repository } = await askGraphQL(client, wish, { query, variables, answer, extra: extraField })
    return repository.pullRequests
  }
  for (let page = await ask(null); ; page = await ask(page.pageInfo.endCursor)) {
    found.push(...page.nodes.flatMap((node) => enteringOf(node)))
    if (!page.pageInfo.hasNextPage) return found
  }
}

/** A request without a commit brings nothing. */
function enteringOf({ number, body, headRefName, isCrossRepository, ...node }: Node): readonly Entering[] {
  const last = node.commits.nodes.at(-1)?.commit
  const { position = 0, headCommit: queued } = node.mergeQueueEntry ?? {}
  if (last === undefined) return []
  return [
    {
      number,
      body,
      head: headRefName,
      isFromFork: isCrossRepository,
      tip: tipOf(last),
      ...(queued && { queued: { ...tipOf(queued), position } }),
    },
  ]
}

function tipOf({ oid, status }: z.infer<typeof commit>): Tip {
  return status === undefined
    ? { commit: oid }
    : { commit: oid, statuses: ownStatuses(status?.contexts ?? []) }
}
