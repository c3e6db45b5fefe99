/** Labels of the repository and of its pull requests. */
import { paged, withPull } from './call.ts'
import type { Call, Route } from './call.ts'
import { recordPull } from './events.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { nameOf } from './record.ts'
import type { KnownRepository, StandInPull } from './record.ts'
import { invalid, notFound, refusal } from './refusals.ts'
import { nodeId } from './user-document.ts'
import type { Addresses } from './user-document.ts'

export const labelRoutes: readonly Route[] = [
  ['POST', '/labels', createLabel],
  ['GET', '/labels/{+}', showLabel],
  ['GET', '/issues/{n}/labels', (call) => withPull(call, ({ labels }) => answerLabels(call, labels))],
  ['POST', '/issues/{n}/labels', (call) => withPull(call, (pull) => addLabels(call, pull))],
  ['PUT', '/issues/{n}/labels', (call) => withPull(call, (pull) => replaceLabels(call, pull))],
  ['DELETE', '/issues/{n}/labels/{+}', (call) => withPull(call, (pull) => removeLabel(call, pull))],
]

/** A label (OpenAPI: `label`) as GitHub makes it when one is used that nobody made before: grey, without a text. */
export function labelDocument(name: string, repository: KnownRepository, { apiUrl }: Addresses) {
  return {
    id: repository.id * 1_000 + name.length,
    node_id: nodeId('LA', repository.id, name.length),
    url: `${apiUrl}/repos/${nameOf(repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: '',
    color: 'ededed',
    default: false,
  }
}

/** Gives the request these labels; those that the repository does not know yet are made. */
export function setLabels(call: Call, pull: StandInPull, names: readonly string[]): StandInPull {
  const { repository, store, account } = call
  const labels = [...new Set(names)]
  repository.record.labels = [...new Set([...repository.record.labels, ...labels])]
  const changed = store.change(repository, pull.number, { labels })
  const given = labels.filter((label) => !pull.labels.includes(label))
  if (given.length > 0) recordPull(repository, account, { pull: changed, action: 'labeled' })
  const taken = pull.labels.filter((label) => !labels.includes(label))
  if (taken.length > 0) recordPull(repository, account, { pull: changed, action: 'unlabeled' })
  const { record } = repository
  const facts = { on: pull.number, actor: account, at: store.now() }
  record.labelings = [
    ...record.labelings,
    ...given.map((label) => ({ ...facts, label, isGiven: true })),
    ...taken.map((label) => ({ ...facts, label, isGiven: false })),
  ]
  return changed
}

/** The names in `labels`, each written as text or as `{ name }`. */
export function labelsIn(body: unknown): readonly string[] {
  const { labels } = fieldsOf(body)
  if (!Array.isArray(labels)) return []
  return labels.map((label: unknown) => (typeof label === 'string' ? label : (textOf(label, 'name') ?? '')))
}

/** Here the limit has other words: github/docs#32156. */
function createLabel(call: Call): GitHubAnswer {
  const { record } = call.repository
  const name = textOf(call.request.body, 'name') ?? ''
  if (name.length > 50) {
    const message = 'name is too long (maximum is 50 characters)'
    return invalid([{ resource: 'Label', code: 'custom', field: 'name', message }])
  }
  if (record.labels.includes(name)) {
    const fault = { resource: 'Label', code: 'already_exists', field: 'name' }
    return { status: 422, body: { message: 'Validation Failed', errors: [fault], documentation_url: '' } }
  }
  record.labels = [...record.labels, name]
  return { status: 201, body: labelDocument(name, call.repository, call.request) }
}

function showLabel({ repository, request, values: [name = ''] }: Call): GitHubAnswer {
  if (!repository.record.labels.includes(name)) return notFound
  return { status: 200, body: labelDocument(name, repository, request) }
}

function answerLabels(call: Call, labels: readonly string[]): GitHubAnswer {
  return paged(call, labels, (label) => labelDocument(label, call.repository, call.request))
}

/** The limit of 50 characters is answered as in semantic-release/github#518. */
export function refuseLabels(names: readonly string[]): GitHubAnswer | undefined {
  const long = names.find((name) => name.length > 50)
  return long === undefined
    ? undefined
    : invalid([{ resource: 'Label', code: 'invalid', field: 'name', value: long }])
}

function addLabels(call: Call, pull: StandInPull): GitHubAnswer {
  const names = labelsIn(call.request.body)
  if (names.length === 0) return invalid([{ resource: 'Label', code: 'missing_field', field: 'labels' }])
  const refused = refuseLabels(names)
  if (refused !== undefined) return refused
  return answerLabels(call, setLabels(call, pull, [...pull.labels, ...names]).labels)
}

function replaceLabels(call: Call, pull: StandInPull): GitHubAnswer {
  return answerLabels(call, setLabels(call, pull, labelsIn(call.request.body)).labels)
}

function removeLabel(call: Call, pull: StandInPull): GitHubAnswer {
  const [, name = ''] = call.values
  if (!pull.labels.includes(name)) return refusal(404, 'Label does not exist')
  const left = pull.labels.filter((label) => label !== name)
  return answerLabels(call, setLabels(call, pull, left).labels)
}
