/** GitHub's ways to say no, in its own words as far as they were seen. */
import type { GitHubAnswer } from './exchange.ts'

const documentation = 'https://docs.github.com/rest'

/** GitHub's documentation, "Troubleshooting the REST API", and OpenAPI `basic-error`. */
export const badCredentials = refusal(401, 'Bad credentials')
export const notFound = refusal(404, 'Not Found')
export const notJson = refusal(400, 'Problems parsing JSON')
/** As answered to tokens that may see a thing and not change it; a personal token is named otherwise. */
export const notAccessible = refusal(403, 'Resource not accessible by integration')

/** Not GitHub's: the operation exists there and not here. The double counts it as a violation. */
export const notModelled = refusal(501, 'The stand-in does not model this operation.')

/** One entry of a 422 (OpenAPI: `validation-error`). */
export interface Fault {
  readonly resource: 'PullRequest' | 'Issue' | 'Label' | 'PullRequestReview' | 'Status'
  readonly code: 'invalid' | 'missing_field' | 'custom'
  readonly field?: string
  readonly message?: string
  readonly value?: string
}

/** An answer of that status with GitHub's sentence. */
export function refusal(status: number, message: string): GitHubAnswer {
  return { status, body: { message, documentation_url: documentation, status: String(status) } }
}

/** The 422 for a body that is JSON and still wrong. */
export function invalid(faults: readonly Fault[]): GitHubAnswer {
  const body = {
    message: 'Validation Failed',
    errors: faults,
    documentation_url: documentation,
    status: '422',
  }
  return { status: 422, body }
}

/** As reported in google/go-github#1441. */
export function alreadyOpen(label: string): Fault {
  return { resource: 'PullRequest', code: 'custom', message: `A pull request already exists for ${label}.` }
}

/** As reported in tgymnich/fork-sync#112. */
export function noCommits(base: string, head: string): Fault {
  return { resource: 'PullRequest', code: 'custom', message: `No commits between ${base} and ${head}` }
}

/** The limit is in no documentation; the answer is reported in renovatebot/renovate#2032. */
export function bodyTooLong(): Fault {
  const message = 'body is too long (maximum is 65536 characters)'
  return { resource: 'Issue', code: 'custom', field: 'body', message }
}

/** The branch was pushed over (cilium/cilium#47088, and isaacs/github#361 for the rule) or is gone (assumed) meanwhile. */
export function cannotReopen(branch: string, why: 'deleted' | 'force-pushed'): Fault {
  const what = why === 'deleted' ? 'has been deleted' : 'was force-pushed or recreated'
  const message = `state cannot be changed. The ${branch} branch ${what}.`
  return { resource: 'PullRequest', code: 'invalid', field: 'state', message }
}

/** What the rules of a branch have against an API call; satisfactory-factories/application#67 shows the text. */
export function ruleText(by: 'ruleset' | 'protection', says: readonly string[]): string {
  return by === 'ruleset' ? `Repository rule violations found\n\n${says.join('\n\n')}\n\n` : says.join(' ')
}
