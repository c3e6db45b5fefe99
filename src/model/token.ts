/** Whose token a run uses, and what GitHub does not do for it. */
import type { Problem } from './problem.ts'
import type { Identity } from './pull-request.ts'

/** As in `the token of the app acme-bump[bot]`. */
export function tokenText({ kind, login }: Identity): string {
  switch (kind) {
    case 'actions':
      return "the workflow's own token (GITHUB_TOKEN)"
    case 'app':
      return `the token of the app ${login}`
    case 'user':
      return `a token of ${login}, who is a person to GitHub`
  }
}

/** What follows for commits and requests, if anything that a team should know. `server` is the root of the host's pages. */
export function findTokenProblem(identity: Identity, server: string): Problem | undefined {
  const writes = `This run writes with ${tokenText(identity)}`
  switch (identity.kind) {
    case 'actions':
      return {
        code: 'workflows-wait',
        level: 'note',
        message: `${writes}: pushes made with it start no workflow. ${requestsWait(server)}`,
      }
    case 'app':
      return undefined
    case 'user':
      return {
        code: 'commits-unverified',
        level: 'note',
        message: `${writes}: GitHub signs no commit for it, so commits show as unverified unless a key of your own signs them, and ${identity.login} cannot approve the requests.`,
      }
  }
}

/**
 * What the workflow's own token means for a request. On GitHub's own hosts its runs are made and held back (since June 2026); GitHub Enterprise Server
 * makes none.
 */
export function requestsWait(server: string): string {
  return /^https:\/\/(github\.com|[\w-]+\.ghe\.com)\/?$/i.test(server)
    ? 'The checks of a request that it opens or updates wait until somebody who may write presses "Approve workflows to run".'
    : 'Requests that it opens or updates start no workflow: a person who closes and opens them again starts the checks.'
}
