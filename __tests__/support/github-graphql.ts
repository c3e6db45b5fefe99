/** Checks GraphQL requests and answers against GitHub's own schema. */
import { isDeepStrictEqual } from 'node:util'
import { schema as github } from '@octokit/graphql-schema'
import { buildSchema, execute, parse, validate } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { notModelledType } from '../../src/standins/github/graphql-execute.ts'
import type { GitHubAnswer, GitHubRequest } from '../../src/standins/github/github.ts'

let built: GraphQLSchema | undefined

/** What is wrong with the document, its variables or the answer, a sentence each; undefined stands for a request that never was answered. */
export async function checkGraphQL(
  request: GitHubRequest,
  answer: GitHubAnswer | undefined,
): Promise<readonly string[]> {
  built ??= buildSchema(github.idl, { assumeValidSDL: true })
  const { query, variables } = { ...Object(request.body) }
  const document = parseText(String(query))
  if (document === undefined) return ['GraphQL: the document cannot be read']
  const faults = validate(built, document).map(({ message }) => `GraphQL: ${message}`)
  if (faults.length > 0 || answer === undefined) return faults
  const { data, errors = [] } = { ...Object(answer.body) }
  const missing = errors.filter(({ type }: { readonly type: string }) => type === notModelledType)
  if (missing.length > 0) return missing.map(({ message }: { readonly message: string }) => message)
  return checkAnswer(built, { document, variables, data })
}

function parseText(text: string): DocumentNode | undefined {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

interface Executed {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
  readonly data: unknown
}

/** Executes the document on the answer itself: a field of the wrong type, one too few or one too many comes to light. */
async function checkAnswer(
  schema: GraphQLSchema,
  { document, variables, data }: Executed,
): Promise<readonly string[]> {
  const result = await execute({
    schema,
    document,
    rootValue: data,
    variableValues: variables,
    fieldResolver: (source, _args, _context, { path }) => ({ ...Object(source) })[path.key],
  })
  const faults = (result.errors ?? []).map(({ message }) => `GraphQL: ${message}`)
  const isSame = isDeepStrictEqual(plain(result.data), plain(data))
  return isSame ? faults : [...faults, 'GraphQL: the answer has other fields than the query asks for']
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null))
}
