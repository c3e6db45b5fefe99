/** What statuses and checks say of commits: one GraphQL query for a hundred of them. */
import { z } from 'zod'
import type { Signal } from '../../model/commit-status.ts'
import type { CommitId } from '../../model/history.ts'
import type { GitHubClient } from './client.ts'
import type { Wish } from './failure.ts'
import { placeOf } from './find.ts'
import { askGraphQL } from './graphql.ts'
import { askInHalves } from './halves.ts'

/** With a hundred statuses and checks each, 10,000 nodes of the 500,000 that a query may ask for. It costs one point of the hour's. */
const commitsPerQuery = 100

/**
 * Of each name the latest, as GitHub gives it: where several workflows have a check of one name, one of each. A commit that GitHub does not know
 * has none. Throws `permission-missing` where the token may not read all of them: what is not shown could be red.
 */
export async function findSignals(
  client: GitHubClient,
  commits: readonly CommitId[],
  isWanted: (name: string) => boolean,
): Promise<readonly Signal[]> {
  const wanted = [...new Set(commits)]
  const found: Signal[] = []
  for (let start = 0; start < wanted.length; start += commitsPerQuery) {
    const part = wanted.slice(start, start + commitsPerQuery)
    found.push(...(await askInHalves(part, (some) => findBatch(client, some))))
  }
  return found.filter(({ name }) => isWanted(name))
}

const status = z.object({
  kind: z.literal('StatusContext'),
  context: z.string(),
  state: z.string(),
  createdAt: z.string(),
})

const check = z.object({
  kind: z.literal('CheckRun'),
  name: z.string(),
  conclusion: z.string().nullable(),
  startedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
})

const page = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(z.discriminatedUnion('kind', [status, check])),
})

type Page = z.infer<typeof page>

const commit = z.object({ statusCheckRollup: z.object({ contexts: page }).nullish() }).nullable()

/** Null is a commit that GitHub does not know. */
const batchAnswer = z.object({ repository: z.record(z.string(), commit) })

const contextFields = `pageInfo { hasNextPage endCursor } nodes {
      kind: __typename
      ... on StatusContext { context state createdAt }
      ... on CheckRun { name conclusion startedAt completedAt }
    }`

async function findBatch(client: GitHubClient, commits: readonly CommitId[]): Promise<readonly Signal[]> {
  const parameters = commits.map((_, index) => `, $c${index}: GitObjectID!`).join('')
  const objects = commits.map((_, index) => `c${index}: object(oid: $c${index}) { ...said }`)
  const query = `query findSignals($owner: String!, $name: String!${parameters}) {
  repository(owner: $owner, name: $name) {
    ${objects.join('\n    ')}
  }
}
fragment said on Commit {
  statusCheckRollup {
    contexts(first: 100) { ${contextFields} }
  }
}`
  const { repository } = await askGraphQL(client, wishFor(commits), {
    query,
    variables: { ...placeOf(client), ...Object.fromEntries(commits.map((id, index) => [`c${index}`, id])) },
    answer: batchAnswer.refine((data) =>
      commits.every((_, index) => data.repository[`c${index}`] !== undefined),
    ),
  })
  const found: Signal[] = []
  for (const [index, id] of commits.entries()) {
    const first = repository[`c${index}`]?.statusCheckRollup?.contexts
    found.push(...(first === undefined ? [] : await complete(client, id, first)))
  }
  return found
}

async function complete(client: GitHubClient, id: CommitId, first: Page): Promise<readonly Signal[]> {
  const found = [...first.nodes]
  for (let { hasNextPage, endCursor } = first.pageInfo; hasNextPage;) {
    const next = await askForMore(client, id, endCursor)
    found.push(...next.nodes)
    ;({ hasNextPage, endCursor } = next.pageInfo)
  }
  return found.map((said) => toSignal(id, said))
}

async function askForMore(client: GitHubClient, id: CommitId, after: string | null): Promise<Page> {
  const query = `query findSignalsOfCommit($owner: String!, $name: String!, $commit: GitObjectID!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) { ... on Commit { statusCheckRollup { contexts(first: 100, after: $after) { ${contextFields} } } } }
  }
}`
  const { repository } = await askGraphQL(client, wishFor([id]), {
    query,
    variables: { ...placeOf(client), commit: id, after },
    answer: z.object({
      repository: z.object({ object: z.object({ statusCheckRollup: z.object({ contexts: page }) }) }),
    }),
  })
  return repository.object.statusCheckRollup.contexts
}

/** Schema, `StatusState` and `CheckConclusionState`; what is not over yet, or went stale, is neither. */
const states: Readonly<Record<string, Signal['state']>> = {
  SUCCESS: 'green',
  NEUTRAL: 'green',
  SKIPPED: 'green',
  FAILURE: 'red',
  ERROR: 'red',
  TIMED_OUT: 'red',
  CANCELLED: 'red',
  ACTION_REQUIRED: 'red',
  STARTUP_FAILURE: 'red',
}

function toSignal(id: CommitId, said: Page['nodes'][number]): Signal {
  switch (said.kind) {
    case 'StatusContext': {
      const { context, state, createdAt } = said
      return { commit: id, name: context, state: states[state] ?? 'pending', at: Date.parse(createdAt) }
    }
    case 'CheckRun': {
      const { name, conclusion, startedAt, completedAt } = said
      const at = completedAt ?? startedAt
      return {
        commit: id,
        name,
        state: states[conclusion ?? ''] ?? 'pending',
        at: at === null ? 0 : Date.parse(at),
      }
    }
  }
}

function wishFor(commits: readonly CommitId[]): Wish {
  const what = commits.length === 1 ? `commit ${commits[0]?.slice(0, 12)}` : `${commits.length} commits`
  return { to: `read what statuses and checks say of ${what}`, permission: 'statuses: read and checks: read' }
}
