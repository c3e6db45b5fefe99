/** A request that names a repository we serve, and what its answerers have in common. */
import type { Account } from './account.ts'
import type { GitHubAnswer, GitHubRequest } from './exchange.ts'
import type { KnownRepository, StandInPull } from './record.ts'
import { notFound } from './refusals.ts'
import type { Store } from './store.ts'

export interface Call {
  readonly store: Store
  readonly repository: KnownRepository
  readonly request: GitHubRequest
  readonly account: Account
  /** What the path has in the place of each `{}` of its template, decoded. */
  readonly values: readonly string[]
}

/** One operation: method, path below the repository with `{}` for a part and `{+}` for several, and who answers. */
export type Route = readonly [method: string, template: string, answer: (call: Call) => GitHubAnswer]

/** The pull request whose number comes first in the path; 404 when there is none. */
export function withPull(call: Call, answer: (pull: StandInPull) => GitHubAnswer): GitHubAnswer {
  const number = Number(call.values[0])
  const pull = call.store.pulls(call.repository).find((candidate) => candidate.number === number)
  return pull === undefined ? notFound : answer(pull)
}

/** A page of a list: 30 entries unless told, 100 at most, the next one in the Link header. */
export function paged<T>(
  { request }: Call,
  entries: readonly T[],
  write: (entry: T) => unknown,
): Required<GitHubAnswer> {
  const size = Math.min(Number(request.query.get('per_page') ?? 30), 100)
  const page = Number(request.query.get('page') ?? 1)
  const body = entries.slice((page - 1) * size, page * size).map((entry) => write(entry))
  if (page * size >= entries.length) return { status: 200, body, headers: {} }
  const next = new URL(request.url, request.serverUrl)
  next.searchParams.set('page', String(page + 1))
  return { status: 200, body, headers: { link: `<${next.href}>; rel="next"` } }
}

/** GitHub's times have no fractions of seconds. */
export function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}
