/** Requests to the double as a client sends them, for tests of the double itself. */
import type { GitHubDouble } from './github-double.ts'

export type Wire = ReturnType<typeof createWire>

/** A client with that token; without one, of somebody who may do everything. */
export function createWire(double: GitHubDouble, repository: string, token = double.token()) {
  /** A path below the repository, or the whole of it where it begins with `/repos`, `/user` or `/graphql`. */
  const send = async (method: string, path: string, body?: object) => {
    const isWhole = /^\/(?:repos|user|graphql)(?:\/|$)/.test(path)
    const url = `${double.apiUrl}${isWhole ? path : `/repos/${repository}${path}`}`
    const headers = {
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
      ...(body && { 'content-type': 'application/json' }),
    }
    const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false
    const read = Object(isJson && text !== '' ? JSON.parse(text) : text)
    return { status: answer.status, headers: answer.headers, body: read }
  }
  return {
    send,
    /** The data and errors of a GraphQL document. */
    graphql: async (query: string, variables: object = {}) =>
      (await send('POST', '/graphql', { query, variables })).body,
  }
}
