/** References: read, created, moved, deleted. */
import { typeOf } from './branches.ts'
import { readRefs } from './refs.ts'
import type { Call, Route } from './call.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { moveRefs } from './move-refs.ts'
import type { MoveOutcome } from './move-refs.ts'
import { nameOf } from './record.ts'
import { notFound, refusal, ruleText } from './refusals.ts'
import { nodeId } from './user-document.ts'

export const refRoutes: readonly Route[] = [
  ['GET', '/git/ref/{+}', showRef],
  ['GET', '/git/matching-refs/{+}', listRefs],
  ['POST', '/git/refs', createRef],
  ['PATCH', '/git/refs/{+}', updateRef],
  ['DELETE', '/git/refs/{+}', deleteRef],
]

/** REST answers about references are `private, max-age=60` and may be a minute old; the double can serve a stale one. */
function showRef(call: Call): GitHubAnswer {
  const [name = ''] = call.values
  const id = readRefs(call.repository.directory, `refs/${name}`).get('')
  return id === undefined ? notFound : { status: 200, body: refDocument(call, `refs/${name}`, id) }
}

function listRefs(call: Call): GitHubAnswer {
  const [prefix = ''] = call.values
  const all = [...readRefs(call.repository.directory, 'refs/')]
  const found = all.filter(([name]) => name.startsWith(prefix))
  return { status: 200, body: found.map(([name, id]) => refDocument(call, `refs/${name}`, id)) }
}

/**
 * Texts as a public suite of tests that runs against GitHub expects them (test_invalid_refs). What the rules have
 * against a new branch is not said: actions/github-script#455, release-plz/action#518.
 */
function createRef(call: Call): GitHubAnswer {
  const ref = textOf(call.request.body, 'ref') ?? ''
  const sha = textOf(call.request.body, 'sha') ?? ''
  if (!ref.startsWith('refs/')) return refusal(422, "Reference name must start with 'refs/'.")
  if (ref.split('/').length < 3) {
    return refusal(422, 'Reference name must contain at least three slash-separated components.')
  }
  if (typeOf(call.repository, sha) === undefined) return refusal(422, 'Object does not exist')
  const wish = { ref, expected: 'absent', to: sha, isForced: true }
  const outcome = moveRefs(call.repository, call.account, [wish])
  if (outcome.kind === 'moved') return { status: 201, body: refDocument(call, ref, sha) }
  return refusal(422, outcome.kind === 'stale' ? 'Reference already exists' : 'Reference update failed')
}

function updateRef(call: Call): GitHubAnswer {
  const ref = `refs/${call.values[0]}`
  const sha = textOf(call.request.body, 'sha') ?? ''
  const isForced = fieldsOf(call.request.body)['force'] === true
  const before = readRefs(call.repository.directory, ref).get('')
  if (before === undefined) return refusal(422, 'Reference does not exist')
  if (typeOf(call.repository, sha) === undefined) return refusal(422, 'Object does not exist')
  const outcome = moveRefs(call.repository, call.account, [{ ref, to: sha, isForced }])
  return outcome.kind === 'moved' ? { status: 200, body: refDocument(call, ref, sha) } : refuse(outcome)
}

function deleteRef(call: Call): GitHubAnswer {
  const ref = `refs/${call.values[0]}`
  const outcome = moveRefs(call.repository, call.account, [{ ref, to: undefined, isForced: true }])
  if (outcome.kind === 'moved') return { status: 204 }
  return outcome.kind === 'missing' ? refusal(422, 'Reference does not exist') : refuse(outcome)
}

/** philschatz/octokit.js#21 and satisfactory-factories/application#67 show the texts. */
function refuse(outcome: Exclude<MoveOutcome, { kind: 'moved' }>): GitHubAnswer {
  switch (outcome.kind) {
    case 'not-fast-forward':
      return refusal(422, 'Update is not a fast forward')
    case 'refused':
      return refusal(422, ruleText(outcome.by, outcome.says))
    case 'no-commit':
    case 'stale':
    case 'missing':
      return refusal(422, 'Reference update failed')
  }
}

/** OpenAPI: `git-ref`. */
function refDocument({ repository, request }: Call, ref: string, sha: string) {
  const url = `${request.apiUrl}/repos/${nameOf(repository)}/git`
  const type = typeOf(repository, sha) ?? 'commit'
  const object = { type, sha, url: `${url}/${type}s/${sha}` }
  return { ref, node_id: nodeId('REF', repository.id, ref.length), url: `${url}/${ref}`, object }
}
