/** Where a request stands on its way to be merged, and the mutations that move it. */
import { z } from 'zod'
import type { Wish } from './failure.ts'
import { placeOf } from './find.ts'
import { tryGraphQL } from './graphql.ts'
import { insist, type Outcome, type PatientClient, whenThere } from './outcome.ts'

const readiness = z.object({
  id: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  autoMergeRequest: z.unknown(),
  isInMergeQueue: z.boolean(),
  isMergeQueueEnabled: z.boolean(),
  mergeStateStatus: z.string(),
})

export type Readiness = z.infer<typeof readiness>

/** What it waits for already, or that it is over with it; undefined where nothing was set in motion. */
export function standing({
  state,
  autoMergeRequest,
  isInMergeQueue,
}: Readiness): 'armed' | 'merged' | 'queued' | undefined {
  if (state === 'MERGED') return 'merged'
  if (isInMergeQueue) return 'queued'
  return autoMergeRequest === null ? undefined : 'armed'
}

/** Looks once. */
export async function lookAtReadiness(client: PatientClient, number: number): Promise<Readiness> {
  const wish: Wish = { to: `look at pull request #${number}`, permission: 'pull-requests: read' }
  const fields = 'id state autoMergeRequest { enabledAt } isInMergeQueue isMergeQueueEnabled mergeStateStatus'
  const outcome = await whenThere(client, () =>
    tryGraphQL(client, wish, {
      query: `query lookAtReadiness($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${fields} } }
}`,
      variables: { ...placeOf(client), number },
      answer: z.object({ repository: z.object({ pullRequest: readiness }) }),
    }),
  )
  return insist(outcome).repository.pullRequest
}

/** In milliseconds. GitHub computes in the background whether a request can be merged, and begins when it is asked. */
const pauses = [1000, 2000, 4000]

/** Looks until GitHub knows whether it can be merged, for seven seconds at most. */
export async function awaitReadiness(client: PatientClient, number: number): Promise<Readiness> {
  for (const pause of pauses) {
    const seen = await lookAtReadiness(client, number)
    if (seen.mergeStateStatus !== 'UNKNOWN' || standing(seen) !== undefined) return seen
    await client.clock.pause(pause)
  }
  return lookAtReadiness(client, number)
}

export interface Mutation {
  readonly name: 'enablePullRequestAutoMerge' | 'disablePullRequestAutoMerge' | 'dequeuePullRequest'
  readonly input: Readonly<Record<string, string>>
}

/** Each type of input is named after its mutation. */
export function mutate(
  client: PatientClient,
  wish: Wish,
  { name, input }: Mutation,
): Promise<Outcome<unknown>> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input!`
  const query = `mutation ${name}($input: ${type}) { ${name}(input: $input) { clientMutationId } }`
  return whenThere(client, () =>
    tryGraphQL(client, wish, { query, variables: { input }, answer: z.object({ [name]: z.unknown() }) }),
  )
}
