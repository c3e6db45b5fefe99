/** The repository itself, its branches, and what guards them. */
import { readBranches } from './branches.ts'
import { paged } from './call.ts'
import type { Call, Route } from './call.ts'
import { commitDocument } from './commit-document.ts'
import { readCommit } from './commits.ts'
import type { GitHubAnswer } from './exchange.ts'
import { nameOf } from './record.ts'
import type { BranchRules } from './record.ts'
import { notAccessible, notFound } from './refusals.ts'
import { fullRepositoryDocument } from './repository-document.ts'
import { rulesOf } from './rules.ts'

export const repositoryRoutes: readonly Route[] = [
  [
    'GET',
    '',
    ({ repository, request }) => ({ status: 200, body: fullRepositoryDocument(repository, request) }),
  ],
  ['GET', '/branches', listBranches],
  ['GET', '/branches/{+}/protection', () => notAccessible],
  ['GET', '/branches/{+}', showBranch],
  ['GET', '/rules/branches/{+}', listRules],
]

function listBranches(call: Call): GitHubAnswer {
  return paged(call, [...readBranches(call.repository.directory)], ([name, sha]) => {
    const url = `${call.request.apiUrl}/repos/${nameOf(call.repository)}/commits/${sha}`
    return { name, commit: { sha, url }, protected: isProtected(call, name) }
  })
}

/** OpenAPI: `branch-with-protection`. Everybody who may read sees whether there is classic protection; what it says only administrators. */
function showBranch(call: Call): GitHubAnswer {
  const { repository, request, values } = call
  const [name = ''] = values
  const commit = readBranches(repository.directory).get(name)
  if (commit === undefined)
    return { ...notFound, body: { ...Object(notFound.body), message: 'Branch not found' } }
  const self = `${request.apiUrl}/repos/${nameOf(repository)}/branches/${name}`
  const html = `${request.serverUrl}/${nameOf(repository)}/tree/${name}`
  const rules = rulesOf(repository, name).filter(({ kind }) => kind === 'protection')
  const contexts = rules.flatMap(({ checks = [] }) => checks)
  const level = contexts.length > 0 ? 'non_admins' : 'off'
  const required_status_checks = { enforcement_level: level, contexts, checks: [] }
  const body = {
    name,
    commit: commitDocument(call, readCommit(repository, commit)),
    _links: { self, html },
    protected: isProtected(call, name),
    protection: { enabled: rules.length > 0, required_status_checks },
    protection_url: `${self}/protection`,
  }
  return { status: 200, body }
}

function isProtected({ repository }: Call, branch: string): boolean {
  return rulesOf(repository, branch).some(({ kind }) => kind === 'protection')
}

/** Rules of rulesets that are active for a branch, whether it exists or not, and whether the caller may bypass them or not. */
function listRules(call: Call): GitHubAnswer {
  const rules = rulesOf(call.repository, call.values[0] ?? '').filter(({ kind }) => kind === 'ruleset')
  const source = { ruleset_source_type: 'Repository', ruleset_source: nameOf(call.repository), ruleset_id: 1 }
  const entries = rules.flatMap((rule) => ruleDocuments(rule))
  return paged(call, entries, (entry) => ({ ...entry, ...source }))
}

/** OpenAPI: `repository-rule-detailed`, one for each that is set. */
function ruleDocuments(rules: BranchRules): readonly object[] {
  const { pullRequest, checks = [], isStrict = false, mergeQueue } = rules
  const plain = [
    [rules.noUpdate, 'update'],
    [rules.noForcePush, 'non_fast_forward'],
    [rules.noDeletion, 'deletion'],
    [rules.noCreation, 'creation'],
    [rules.signatures, 'required_signatures'],
    [rules.linearHistory, 'required_linear_history'],
  ] as const
  return [
    ...plain.filter(([isSet]) => isSet === true).map(([, type]) => ({ type })),
    ...(pullRequest ? [{ type: 'pull_request', parameters: pullParameters(pullRequest) }] : []),
    ...(checks.length > 0
      ? [{ type: 'required_status_checks', parameters: checkParameters(checks, isStrict) }]
      : []),
    ...(mergeQueue ? [{ type: 'merge_queue', parameters: queueParameters(mergeQueue) }] : []),
  ]
}

function pullParameters({ approvals, dismissStale = false }: NonNullable<BranchRules['pullRequest']>) {
  return {
    required_approving_review_count: approvals,
    dismiss_stale_reviews_on_push: dismissStale,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
    allowed_merge_methods: ['merge', 'squash', 'rebase'],
  }
}

function checkParameters(checks: readonly string[], isStrict: boolean) {
  const required_status_checks = checks.map((context) => ({ context }))
  return { required_status_checks, strict_required_status_checks_policy: isStrict }
}

function queueParameters(method: string) {
  return {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: method,
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  }
}
