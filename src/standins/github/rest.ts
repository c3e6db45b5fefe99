/** The REST operations on repositories, pull requests and their labels. */
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer, GitHubRequest } from './exchange.ts'
import { createPull } from './create-pull.ts'
import { readBranches } from './branches.ts'
import { labelDocument, pullDetails, pullDocument } from './pull-document.ts'
import { bodyTooLong, invalid, notFound } from './refusals.ts'
import type { Fault } from './refusals.ts'
import { fullRepositoryDocument } from './repository-document.ts'
import type { KnownRepository, StandInPull, Store } from './store.ts'

/** A request that names a repository we serve. */
interface Call {
  readonly store: Store
  readonly repository: KnownRepository
  readonly request: GitHubRequest
}

/** Answers 404 for whatever is not served. */
export function answerRest(store: Store, request: GitHubRequest): GitHubAnswer {
  const [, name, rest = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(decodeURIComponent(request.path)) ?? []
  const repository = name === undefined ? undefined : store.find(name)
  if (repository === undefined) return notFound
  const call = { store, repository, request }
  const [, number] = /^\/(?:pulls|issues)\/(\d+)(?:\/labels)?$/.exec(rest) ?? []
  switch (`${request.method} ${rest.replace(/\d+/, 'n')}`) {
    case 'GET ':
      return { status: 200, body: fullRepositoryDocument(repository, request) }
    case 'GET /pulls':
      return listPulls(call)
    case 'POST /pulls':
      return createPull(store, repository, request)
    case 'GET /pulls/n':
      return withPull(call, Number(number), (pull) => showPull(call, pull))
    case 'PATCH /pulls/n':
      return withPull(call, Number(number), (pull) => updatePull(call, pull))
    case 'POST /issues/n/labels':
      return withPull(call, Number(number), (pull) => addLabels(call, pull))
  }
  return notFound
}

/** GitHub documentation, "List pull requests": `head` is `owner:branch`, 30 a page unless told, 100 at most. */
function listPulls({ store, repository, request }: Call): GitHubAnswer {
  const { query } = request
  const state = query.get('state') ?? 'open'
  const [head, base] = [query.get('head'), query.get('base')]
  const pulls = store
    .pulls(`${repository.owner}/${repository.name}`)
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => head === null || head === `${pull.headRepository.owner}:${pull.head}`)
    .filter((pull) => base === null || base === pull.base)
    .toSorted((one, other) => other.number - one.number)
  const size = Math.min(Number(query.get('per_page') ?? 30), 100)
  const page = Number(query.get('page') ?? 1)
  const shown = pulls.slice((page - 1) * size, page * size)
  const body = shown.map((pull) => pullDocument(pull, repository, request))
  if (page * size >= pulls.length) return { status: 200, body }
  const next = new URL(request.url, request.serverUrl)
  next.searchParams.set('page', String(page + 1))
  return { status: 200, body, headers: { link: `<${next.href}>; rel="next"` } }
}

function withPull(
  { store, repository }: Call,
  number: number,
  answer: (pull: StandInPull) => GitHubAnswer,
): GitHubAnswer {
  const pulls = store.pulls(`${repository.owner}/${repository.name}`)
  const pull = pulls.find((candidate) => candidate.number === number)
  return pull === undefined ? notFound : answer(pull)
}

function showPull({ repository, request }: Call, pull: StandInPull): GitHubAnswer {
  return { status: 200, body: pullDetails(pull, repository, request) }
}

function updatePull(call: Call, pull: StandInPull): GitHubAnswer {
  const [title, body, base, state] = ['title', 'body', 'base', 'state'].map((field) =>
    textOf(call.request.body, field),
  )
  const faults = findFaults(call, { title, body, base })
  if (faults.length > 0) return invalid(faults)
  const isReopened = state === 'open' && !pull.merged
  const changed = call.store.change(`${call.repository.owner}/${call.repository.name}`, pull.number, {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(base !== undefined && { base }),
    ...(state === 'closed' && { state }),
    ...(isReopened && { state }),
  })
  return showPull(call, changed)
}

function findFaults(
  { repository }: Call,
  { title, body, base }: { title: string | undefined; body: string | undefined; base: string | undefined },
): readonly Fault[] {
  const hasBase = base === undefined || readBranches(repository.directory).has(base)
  return [
    ...(title === '' ? [{ resource: 'PullRequest', code: 'missing_field', field: 'title' } as const] : []),
    ...((body?.length ?? 0) > 65_536 ? [bodyTooLong()] : []),
    ...(hasBase ? [] : [{ resource: 'PullRequest', code: 'invalid', field: 'base' } as const]),
  ]
}

/** Labels are added to those that are there; one that the repository does not know yet is made. */
function addLabels({ store, repository, request }: Call, pull: StandInPull): GitHubAnswer {
  const { labels } = fieldsOf(request.body)
  const names = Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : []
  if (names.length === 0) return invalid([{ resource: 'Label', code: 'missing_field', field: 'labels' }])
  const all = [...new Set([...pull.labels, ...names])]
  store.change(`${repository.owner}/${repository.name}`, pull.number, { labels: all })
  return { status: 200, body: all.map((label) => labelDocument(label, repository, request)) }
}
