/** Events by which GitHub starts a workflow: who can cause them, and whether what is checked out is merged. */

/** They run with the repository's secrets for anybody who opens a pull request or comments on one (GitHub documentation, "Security hardening for GitHub Actions"). */
export const eventsOfStrangers = ['pull_request_target', 'issue_comment'] as const

/** They run on what a pull request would become: whoever proposes it writes the configuration. */
export const eventsOfRequests = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
] as const

/** All that check out what nobody has merged. */
export const unmergedEvents = [...eventsOfRequests, 'merge_group'] as const
