/** A pull request as GitHub's REST API describes it, every required field included. */
import { countCommits, readDiffStat } from './branches.ts'
import { timestamp } from './call.ts'
import { labelDocument } from './labels.ts'
import { lookAtMergeState } from './merge-state.ts'
import { milestoneDocument } from './milestones.ts'
import type { KnownRepository, StandInPull } from './record.ts'
import { repositoryDocument } from './repository-document.ts'
import { nodeId, teamDocument, userDocument } from './user-document.ts'
import type { Addresses } from './user-document.ts'

/** One request alone (OpenAPI: `pull-request`): the document of a list, and what git says of its commits. */
export function pullDetails(pull: StandInPull, repository: KnownRepository, addresses: Addresses) {
  const { mergeable, status } = stateOf(repository, pull)
  return {
    ...newPullDetails(pull, repository, addresses),
    mergeable: mergeable === 'UNKNOWN' ? null : mergeable === 'MERGEABLE',
    mergeable_state: status.toLowerCase(),
  }
}

/** The same for one that was opened just now: nobody has looked yet whether it can be merged. */
export function newPullDetails(pull: StandInPull, repository: KnownRepository, addresses: Addresses) {
  const lender = pull.headRepository.directory
  const range = { directory: repository.directory, lender, base: pull.baseCommit, head: pull.headCommit }
  const { files, additions, deletions } = readDiffStat(range)
  return {
    ...pullDocument(pull, repository, addresses),
    merged: pull.merged,
    merged_by: pull.mergedBy ? userDocument(pull.mergedBy, addresses) : null,
    mergeable: null,
    mergeable_state: 'unknown',
    maintainer_can_modify: false,
    comments: repository.record.comments.filter(({ on }) => on === pull.number).length,
    review_comments: 0,
    commits: countCommits(range),
    additions,
    deletions,
    changed_files: files,
  }
}

/** GitHub computes it in the background for open requests, and forgets it for others. */
function stateOf(repository: KnownRepository, pull: StandInPull) {
  if (pull.state === 'open') return lookAtMergeState(repository, pull)
  return { mergeable: 'UNKNOWN', status: 'UNKNOWN' } as const
}

/** One request of a list (OpenAPI: `pull-request-simple`). */
export function pullDocument(pull: StandInPull, repository: KnownRepository, addresses: Addresses) {
  const closedAt = pull.closedAt ? timestamp(pull.closedAt) : null
  return {
    ...links(pull, repository, addresses),
    id: repository.id * 1_000_000 + pull.number,
    node_id: nodeId('PR', repository.id, pull.number),
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userDocument(pull.author, addresses),
    body: pull.body === '' ? null : pull.body,
    labels: pull.labels.map((label) => labelDocument(label, repository, addresses)),
    milestone: pull.milestone === undefined ? null : milestoneDocument(pull.milestone, repository, addresses),
    active_lock_reason: null,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: closedAt,
    merged_at: pull.merged ? closedAt : null,
    merge_commit_sha: pull.mergeCommit ?? null,
    assignee: pull.assignees[0] === undefined ? null : userDocument(pull.assignees[0], addresses),
    assignees: pull.assignees.map((login) => userDocument(login, addresses)),
    requested_reviewers: pull.reviewers.map((login) => userDocument(login, addresses)),
    requested_teams: pull.teams.map((slug) => teamDocument(slug, repository.owner, addresses)),
    head: side(pull.headRepository, { branch: pull.head, commit: pull.headCommit }, addresses),
    base: side(repository, { branch: pull.base, commit: pull.baseCommit }, addresses),
    author_association: 'CONTRIBUTOR',
    auto_merge: autoMergeDocument(pull, addresses),
    draft: pull.draft,
  }
}

/** OpenAPI: `auto-merge`. */
function autoMergeDocument({ autoMerge }: StandInPull, addresses: Addresses) {
  if (autoMerge === undefined) return null
  return {
    enabled_by: userDocument(autoMerge.by, addresses),
    merge_method: autoMerge.method.toLowerCase(),
    commit_title: autoMerge.headline ?? '',
    commit_message: autoMerge.text ?? '',
  }
}

function side(
  repository: KnownRepository,
  { branch, commit }: { readonly branch: string; readonly commit: string },
  addresses: Addresses,
) {
  return {
    label: `${repository.owner}:${branch}`,
    ref: branch,
    sha: commit,
    user: userDocument(repository.owner, addresses),
    repo: repositoryDocument(repository, addresses),
  }
}

function links(pull: StandInPull, repository: KnownRepository, { apiUrl, serverUrl }: Addresses) {
  const path = `${repository.owner}/${repository.name}`
  const url = `${apiUrl}/repos/${path}/pulls/${pull.number}`
  const html = `${serverUrl}/${path}/pull/${pull.number}`
  const issue = `${apiUrl}/repos/${path}/issues/${pull.number}`
  const reviewComment = `${apiUrl}/repos/${path}/pulls/comments{/number}`
  const statuses = `${apiUrl}/repos/${path}/statuses/${pull.headCommit}`
  return {
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewComment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  }
}
