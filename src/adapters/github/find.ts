/** Finds pull requests by their branches: one GraphQL query for a hundred of them. */
import { z } from 'zod'
import type { PullRequest } from '../../model/pull-request.ts'
import type { GitHubClient } from './client.ts'
import type { Wish } from './failure.ts'
import { askGraphQL } from './graphql.ts'
import { askInHalves } from './halves.ts'
import { extraField, fromGraphQL, graphQLPullRequest, openFragment, pastFragment } from './pull-request.ts'

/**
 * A query may ask for 500,000 nodes. A branch has at most 3 open requests of 1 + 100 labels + 50 reviews + 20 comments, and 5 past ones
 * of 1 + 100 labels: 1,018 nodes, so 101,800 for a hundred branches; the head and its statuses are no lists. It costs 16 points of the hour's 5,000, or 1,000 for a GITHUB_TOKEN.
 * See "Rate limits and query limits for the GraphQL API" in GitHub's documentation.
 */
const headsPerQuery = 100
const openOnes = 3
const pastOnes = 5

/**
 * Requests from these branches of the repository itself, by number: the open ones, and the latest five past ones of each branch. A branch of
 * that name in a fork is none of ours. What GitHub answers in part is no answer: what is not seen might be open.
 */
export async function findPullRequests(
  client: GitHubClient,
  heads: readonly string[],
): Promise<readonly PullRequest[]> {
  const wanted = [...new Set(heads)]
  const found: PullRequest[] = []
  for (let start = 0; start < wanted.length; start += headsPerQuery) {
    const part = wanted.slice(start, start + headsPerQuery)
    found.push(...(await askInHalves(part, (some) => findBatch(client, some))))
  }
  return found.toSorted((one, other) => one.number - other.number)
}

const page = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(graphQLPullRequest),
})

type Page = z.infer<typeof page>

const batchAnswer = z.object({ repository: z.record(z.string(), page) })

async function findBatch(client: GitHubClient, heads: readonly string[]): Promise<readonly PullRequest[]> {
  const { repository } = await askGraphQL(client, wishFor(heads), {
    query: queryFor(heads),
    variables: { ...placeOf(client), ...Object.fromEntries(heads.map((head, index) => [`h${index}`, head])) },
    answer: batchAnswer.refine((data) =>
      heads.every((_, index) => data.repository[`o${index}`] && data.repository[`p${index}`]),
    ),
    extra: extraField,
  })
  const found: PullRequest[] = []
  for (const [index, head] of heads.entries()) {
    found.push(...(await complete(client, repository[`o${index}`], { head, kind: 'open' })))
    found.push(...(await complete(client, repository[`p${index}`], { head, kind: 'past' })))
  }
  return found
}

/** The document: one variable and two aliases a branch. */
function queryFor(heads: readonly string[]): string {
  const parameters = heads.map((_, index) => `, $h${index}: String!`).join('')
  const lists = heads.map(
    (_, index) =>
      `o${index}: ${listOf('open', `headRefName: $h${index}, first: ${openOnes}`)}
    p${index}: ${listOf('past', `headRefName: $h${index}, first: ${pastOnes}`)}`,
  )
  return `query findPullRequests($owner: String!, $name: String!${parameters}) {
  repository(owner: $owner, name: $name) {
    ${lists.join('\n    ')}
  }
}
${openFragment}`
}

type Kind = 'open' | 'past'

function listOf(kind: Kind, values: string): string {
  const states = kind === 'open' ? '[OPEN]' : '[CLOSED, MERGED]'
  const order = '{ field: CREATED_AT, direction: DESC }'
  return `pullRequests(${values}, states: ${states}, orderBy: ${order}) { pageInfo { hasNextPage endCursor } nodes { ...${kind} } }`
}

/** Forks can have requests from a branch of this name, and push ours off the first page. */
async function complete(
  client: GitHubClient,
  first: Page | undefined,
  { head, kind }: { readonly head: string; readonly kind: Kind },
): Promise<readonly PullRequest[]> {
  const found: PullRequest[] = []
  for (let next = first; next !== undefined;) {
    found.push(...next.nodes.filter(({ isCrossRepository }) => !isCrossRepository).map(fromGraphQL))
    const isEnough = kind === 'past' && found.length >= pastOnes
    const { hasNextPage, endCursor } = next.pageInfo
    next = hasNextPage && !isEnough ? await askForMore(client, { head, kind, after: endCursor }) : undefined
  }
  return kind === 'past' ? found.slice(0, pastOnes) : found
}

async function askForMore(
  client: GitHubClient,
  { head, kind, after }: { readonly head: string; readonly kind: Kind; readonly after: string | null },
): Promise<Page> {
  const query = `query findPullRequestsOfBranch($owner: String!, $name: String!, $head: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    more: ${listOf(kind, 'headRefName: $head, first: 100, after: $after')}
  }
}
${kind === 'past' ? pastFragment : openFragment}`
  const { repository } = await askGraphQL(client, wishFor([head]), {
    query,
    variables: { ...placeOf(client), head, after },
    answer: z.object({ repository: z.object({ more: page }) }),
    extra: extraField,
  })
  return repository.more
}

/** The request of that number. */
export async function lookUpPullRequest(client: GitHubClient, number: number): Promise<PullRequest> {
  const query = `query lookUpPullRequest($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ...open } }
}
${openFragment}`
  const wish = { to: `read pull request #${number}`, permission: 'pull-requests: read' }
  const { repository } = await askGraphQL(client, wish, {
    query,
    variables: { ...placeOf(client), number },
    answer: z.object({ repository: z.object({ pullRequest: graphQLPullRequest }) }),
    extra: extraField,
  })
  return fromGraphQL(repository.pullRequest)
}

/** Variables that every query of this repository has. */
export function placeOf({ repository }: GitHubClient): { readonly owner: string; readonly name: string } {
  return { owner: repository.owner, name: repository.repo }
}

function wishFor(heads: readonly string[]): Wish {
  const what = heads.length === 1 ? heads[0] : `${heads.length} branches`
  return { to: `find the pull requests of ${what}`, permission: 'pull-requests: read' }
}
