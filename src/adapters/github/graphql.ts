/** Questions to GitHub's GraphQL API, which says no with status 200. */
import { z } from 'zod'
import type { GitHubClient } from './client.ts'
import { explainGraphQLErrors, explainMisreadAnswer, findGraphQLRefusal, type Wish } from './failure.ts'
import { insist, type Outcome, tryTo } from './outcome.ts'

export interface Question<T> {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** What `data` must look like. */
  readonly answer: z.ZodType<T>
}

const reply = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        type: z.string().optional(),
        message: z.string().optional(),
        extensions: z.object({ code: z.string().optional() }).optional().catch(undefined),
      }),
    )
    .min(1)
    .optional(),
})

/** Asks. Where there are errors, data is partial or absent, and of no use. */
export async function askGraphQL<T>(client: GitHubClient, wish: Wish, question: Question<T>): Promise<T> {
  return insist(await tryGraphQL(client, wish, question))
}

/** Asks; a refusal is given back. Throws what another try may cure, as `tryTo`. */
export async function tryGraphQL<T>(
  client: GitHubClient,
  wish: Wish,
  { query, variables, answer }: Question<T>,
): Promise<Outcome<T>> {
  const { token, graphqlUrl, octokit } = client
  const sent = await tryTo(client, wish, () => octokit.request(`POST ${graphqlUrl}`, { query, variables }))
  if (sent.kind === 'refused') return sent
  const read = reply.safeParse(sent.value.data)
  if (!read.success) throw explainMisreadAnswer(wish)
  const { errors } = read.data
  if (errors !== undefined) {
    const explained = explainGraphQLErrors(errors, { ...wish, token })
    const refusal = findGraphQLRefusal(errors, token)
    if (refusal === undefined) throw explained
    return { kind: 'refused', status: refusal.status, said: refusal.text, problem: explained.problems[0] }
  }
  const { success, data } = answer.safeParse(read.data.data)
  if (!success) throw explainMisreadAnswer(wish)
  return { kind: 'done', value: data }
}
