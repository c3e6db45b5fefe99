/** Questions to GitHub's GraphQL API, which says no with status 200. */
import { z } from 'zod'
import type { GitHubClient } from './client.ts'
import {
  explainGraphQLErrors,
  explainMisreadAnswer,
  findGraphQLRefusal,
  type GraphQLError,
  type Wish,
} from './failure.ts'
import { insist, type Outcome, tryTo } from './outcome.ts'

export interface Question<T> {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** What `data` must look like. */
  readonly answer: z.ZodType<T>
  /** A field that the token may not know while it may know the rest: where GitHub refuses it, it is absent. */
  readonly extra?: string
}

const reply = z.object({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        type: z.string().optional(),
        message: z.string().optional(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
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
  { query, variables, answer, extra }: Question<T>,
): Promise<Outcome<T>> {
  const { token, graphqlUrl, octokit } = client
  const sent = await tryTo(client, wish, () => octokit.request(`POST ${graphqlUrl}`, { query, variables }))
  if (sent.kind === 'refused') return sent
  const read = reply.safeParse(sent.value.data)
  if (!read.success) throw explainMisreadAnswer(wish)
  const { errors = [], data: whole } = read.data
  const refused = errors.map((error) => findExtra(error, extra))
  if (refused.includes(undefined)) {
    const explained = explainGraphQLErrors(errors, { ...wish, token })
    const refusal = findGraphQLRefusal(errors, token)
    if (refusal === undefined) throw explained
    return { kind: 'refused', status: refusal.status, said: refusal.text, problem: explained.problems[0] }
  }
  const known = refused.reduce<unknown>((rest, path = []) => without(rest, path), whole)
  const { success, data } = answer.safeParse(known)
  if (!success) throw explainMisreadAnswer(wish)
  return { kind: 'done', value: data }
}

type Path = readonly (string | number)[]

/** Where the extra field stands that this error is about; undefined where it is about something else. */
function findExtra({ type, path = [] }: GraphQLError, extra: string | undefined): Path | undefined {
  const at = extra === undefined ? -1 : path.indexOf(extra)
  const isRefused = type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES'
  return isRefused && at >= 0 ? path.slice(0, at + 1) : undefined
}

/** The same without the field there, which is null. */
function without(data: unknown, [key = '', ...rest]: Path): unknown {
  if (Array.isArray(data))
    return data.map((item: unknown, index) => (index === key ? without(item, rest) : item))
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, key)) return data
  const { [key]: inner, ...others }: Readonly<Record<string, unknown>> = { ...data }
  return rest.length === 0 ? others : { ...others, [key]: without(inner, rest) }
}
