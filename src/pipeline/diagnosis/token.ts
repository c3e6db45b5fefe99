/** Whose token this is, and what GitHub does not do for it. */
import { type CheckResult, type Concern, type Finding, findingOf } from '../../model/finding.ts'
import { tokenText } from '../../model/token.ts'
import type { Symptoms } from './symptoms.ts'
import { problemsFor } from './sorting.ts'
import { findWorkflow } from './workflow-file.ts'
import { hasOwnToken, hasRequests } from './workflow-permissions.ts'

export function checkToken(seen: Symptoms): CheckResult {
  const { unasked, identity } = seen
  if (unasked !== undefined)
    return { check: 'token', summary: unasked, isMade: false, findings: problemsFor('token', seen) }
  const findings = [...problemsFor('token', seen), ...settingFindings(seen), ...whoseFindings(seen)]
  const summary =
    identity === undefined ? 'GitHub did not say whose it is' : `GitHub knows ${tokenText(identity)}`
  return { check: 'token', summary, isMade: true, findings }
}

/** What holds whatever the token is, and what a person's own rights show. */
function settingFindings({ facts, identity, run, workflows }: Symptoms): readonly Finding[] {
  if (facts === undefined) return []
  const found: Finding[] = []
  if (facts.isArchived) {
    const message = 'The repository is archived: nothing can be written to it.'
    found.push(findingOf('token', { code: 'repository-archived', level: 'error', message }))
  }
  if (identity?.kind === 'user' && facts.mayPush === false)
    found.push({
      check: 'token',
      kind: 'token-may-not-push',
      level: 'warning',
      seen: `${identity.login} may not push to this repository, so a run with this token could deliver nothing.`,
      fix: 'Give the workflow a token that may: its own with contents: write, or that of a GitHub App.',
      stops: false,
    })
  const own = workflows.flatMap((file) => findWorkflow(file)?.uses ?? []).find((use) => !hasOwnToken(use))
  if (facts.actionsMayOpen === false && hasRequests(run?.config.environments ?? []) && own !== undefined) {
    const message =
      'The setting "Allow GitHub Actions to create and approve pull requests" is off, and the workflow gives no other token: no request can be opened.'
    const concerns = requesting(run)
    const problem = { code: 'actions-may-not-open', level: 'error', message, place: own.place } as const
    found.push(findingOf('token', problem, { concerns }))
  }
  return found
}

function requesting(run: Symptoms['run']): readonly Concern[] {
  const all = run?.config.environments ?? []
  return all.filter((each) => hasRequests([each])).map(({ name }) => ({ environment: name }))
}

/** The doctor may be asked with another token than the one that the workflow writes with. */
function whoseFindings({ identity, run, facts }: Symptoms): readonly Finding[] {
  if (identity === undefined) return []
  const requests = hasRequests(run?.config.environments ?? [])
  switch (identity.kind) {
    case 'app':
      return []
    case 'user':
      return [
        findingOf('token', {
          code: 'commits-unverified',
          level: 'note',
          message: `This is ${tokenText(identity)}. What the token of the workflow may do shows only where that is used: run \`image-bump doctor\` as a step of the workflow. With this one commits show as unverified, and ${identity.login} cannot approve the requests.`,
        }),
      ]
    case 'actions':
      return [
        findingOf('token', {
          code: 'workflows-wait',
          level: 'note',
          message: `This is ${tokenText(identity)}: pushes made with it start no workflow${requests ? ', and checks of its requests wait for "Approve workflows to run"' : ''}.`,
        }),
        ...(requests && facts?.actionsMayOpen === undefined ? [mayItOpen] : []),
      ]
  }
}

/** Only administrators are shown the setting itself. */
const mayItOpen: Finding = {
  check: 'token',
  kind: 'setting-unseen',
  level: 'note',
  seen: 'Requests are opened with it only where the setting "Allow GitHub Actions to create and approve pull requests" is on; this token is not shown whether it is.',
  fix: 'Look at it: gh api repos/{owner}/{repo}/actions/permissions/workflow --jq .can_approve_pull_request_reviews',
  stops: false,
}
