/** Finds open pull requests by their branches: one GraphQL query for a hundred of them. */
import { z } from 'zod'
import type { PullRequest } from '../../model/plan.ts'
import { ask } from './client.ts'
import type { GitHubClient } from './client.ts'
import { explainGraphQLErrors, explainMisreadAnswer } from './failure.ts'
import type { Wish } from './failure.ts'
import { readPullRequest } from './pull-request.ts'

/** 100 connections of 10 requests: far below the 500,000 nodes that a query may ask for. */
const headsPerQuery = 100

const connection = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean() }),
  nodes: z.array(
    z.object({
      number: z.number(),
      url: z.string(),
      title: z.string(),
      body: z.string(),
      headRefName: z.string(),
      baseRefName: z.string(),
      isCrossRepository: z.boolean(),
    }),
  ),
})

type Connection = z.infer<typeof connection>

const answer = z.object({ data: z.object({ repository: z.record(z.string(), connection) }) })

/** Where there are errors, data is partial or absent, and of no use: what is not seen might be open. */
const failedAnswer = z.object({
  errors: z.array(z.object({ type: z.string().optional(), message: z.string().optional() })).min(1),
})

const fields = `fragment requests on PullRequestConnection {
  pageInfo { hasNextPage }
  nodes { number url title body headRefName baseRefName isCrossRepository }
}`

/** Open requests from these branches of the repository itself; a branch of that name in a fork is none of ours. */
export async function findPullRequests(
  client: GitHubClient,
  heads: readonly string[],
): Promise<readonly PullRequest[]> {
  const wanted = [...new Set(heads)]
  const found: PullRequest[] = []
  for (let start = 0; start < wanted.length; start += headsPerQuery) {
    found.push(...(await findBatch(client, wanted.slice(start, start + headsPerQuery))))
  }
  return found
}

async function findBatch(client: GitHubClient, heads: readonly string[]): Promise<readonly PullRequest[]> {
  const wish: Wish = {
    to: `find the pull requests of ${heads.length === 1 ? heads[0] : `${heads.length} branches`}`,
    permission: 'pull-requests: read',
  }
  const { data } = await ask(client, wish, () =>
    client.octokit.request(`POST ${client.graphqlUrl}`, queryFor(client, heads)),
  )
  const failed = failedAnswer.safeParse(data)
  if (failed.success) throw explainGraphQLErrors(failed.data.errors, { ...wish, token: client.token })
  const connections = answer.safeParse(data).data?.data.repository
  const found: PullRequest[] = []
  for (const [index, head] of heads.entries()) {
    const requests = connections?.[`h${index}`]
    if (requests === undefined) throw explainMisreadAnswer(wish)
    found.push(...(requests.pageInfo.hasNextPage ? await listBranch(client, head) : ownOnes(requests)))
  }
  return found
}

/** The document and its variables: one alias and one variable a branch. */
function queryFor({ repository }: GitHubClient, heads: readonly string[]) {
  const names = heads.map((_, index) => `h${index}`)
  const parameters = names.map((name) => `, $${name}: String!`).join('')
  const connections = names.map(
    (name) => `${name}: pullRequests(headRefName: $${name}, states: [OPEN], first: 10) { ...requests }`,
  )
  const query = `query findPullRequests($owner: String!, $name: String!${parameters}) {
  repository(owner: $owner, name: $name) {
    ${connections.join('\n    ')}
  }
}
${fields}`
  const branches = Object.fromEntries(heads.map((head, index) => [`h${index}`, head]))
  return { query, variables: { owner: repository.owner, name: repository.repo, ...branches } }
}

function ownOnes({ nodes }: Connection): readonly PullRequest[] {
  const own = nodes.filter(({ isCrossRepository }) => !isCrossRepository)
  return own.map(({ number, url, title, body, headRefName, baseRefName }) => {
    return { number, url, title, body, head: headRefName, base: baseRefName }
  })
}

/** Many forks can have requests from a branch of this name and push ours off the page; REST can leave them out. */
async function listBranch(client: GitHubClient, head: string): Promise<readonly PullRequest[]> {
  const { owner } = client.repository
  const wish: Wish = { to: `find the pull requests of ${head}`, permission: 'pull-requests: read' }
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.pulls.list({
      ...client.repository,
      head: `${owner}:${head}`,
      state: 'open',
      per_page: 100,
    }),
  )
  if (!Array.isArray(data)) throw explainMisreadAnswer(wish)
  const own = data.filter((pull) => pull.head.repo?.id === pull.base.repo.id)
  return own.map((pull) => readPullRequest(pull, wish))
}
