/** What a request asks for, in one name: as GitHub's description has it, `mutation updateRefs`, `query findPullRequests`, or `git/receive-pack`. */
import { Kind, OperationTypeNode, parse } from 'graphql'
import { isGitPath } from '../../src/standins/github/exchange.ts'
import type { GitHubRequest } from '../../src/standins/github/github.ts'
import { operationOf } from './github-openapi.ts'

/** `unknown` where neither GitHub's description nor its schema knows it. */
export function nameOperation(request: GitHubRequest): string {
  if (isGitPath(request.path)) return `git/${gitServiceOf(request)}`
  if (request.path !== '/graphql') return operationOf(request) ?? 'unknown'
  const root = readRoot(request)
  if (root === undefined) return 'unknown'
  return root.kind === OperationTypeNode.MUTATION ? `mutation ${root.fields.join(' ')}` : `query ${root.name}`
}

/** Does it change anything on GitHub? */
export function isWrite(request: GitHubRequest): boolean {
  if (isGitPath(request.path)) return request.method === 'POST' && gitServiceOf(request) === 'receive-pack'
  if (request.path === '/graphql') return readRoot(request)?.kind === OperationTypeNode.MUTATION
  return request.method !== 'GET' && request.method !== 'HEAD'
}

/** The operation of a GraphQL document and its root fields; undefined for what is no document. */
export function readRoot({ body }: GitHubRequest) {
  try {
    const { definitions } = parse(String({ ...Object(body) }.query))
    const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return undefined
    const fields = operation.selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    )
    return { kind: operation.operation, name: operation.name?.value ?? fields.join(' '), fields }
  } catch {
    return undefined
  }
}

/** Git asks for a service by its first request already. */
function gitServiceOf({ path, query }: GitHubRequest): string {
  return (query.get('service') ?? path.slice(path.lastIndexOf('/') + 1)).replace(/^git-/, '')
}
