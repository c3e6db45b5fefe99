/** A pull request as GitHub's REST API describes it, every required field included. */
import { countCommits, readDiffStat } from './branches.ts'
import type { GitHubRequest } from './exchange.ts'
import { nodeId, repositoryDocument, userDocument } from './repository-document.ts'
import type { KnownRepository, StandInPull } from './store.ts'

type Addresses = Pick<GitHubRequest, 'apiUrl' | 'serverUrl'>

/** The account that opens everything here. */
const author = 'image-bump[bot]'

/** One request alone (OpenAPI: `pull-request`): the document of a list, and what git says of its commits. */
export function pullDetails(pull: StandInPull, repository: KnownRepository, addresses: Addresses) {
  const lender = pull.headRepository.directory
  const range = { directory: repository.directory, lender, base: pull.baseCommit, head: pull.headCommit }
  const { files, additions, deletions } = readDiffStat(range)
  return {
    ...pullDocument(pull, repository, addresses),
    merged: pull.merged,
    merged_by: null,
    // GitHub computes both in the background and answers so until it has.
    mergeable: null,
    mergeable_state: 'unknown',
    maintainer_can_modify: false,
    comments: 0,
    review_comments: 0,
    commits: countCommits(range),
    additions,
    deletions,
    changed_files: files,
  }
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
    user: userDocument(author, addresses),
    body: pull.body === '' ? null : pull.body,
    labels: pull.labels.map((label) => labelDocument(label, repository, addresses)),
    milestone: null,
    active_lock_reason: null,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: closedAt,
    merged_at: pull.merged ? closedAt : null,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: side(pull.headRepository, { branch: pull.head, commit: pull.headCommit }, addresses),
    base: side(repository, { branch: pull.base, commit: pull.baseCommit }, addresses),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    draft: pull.draft,
  }
}

/** A label (OpenAPI: `label`) as GitHub makes it when one is used that nobody made before: grey, without a text. */
export function labelDocument(name: string, repository: KnownRepository, { apiUrl }: Addresses) {
  return {
    id: repository.id * 1_000 + name.length,
    node_id: nodeId('LA', repository.id, name.length),
    url: `${apiUrl}/repos/${repository.owner}/${repository.name}/labels/${encodeURIComponent(name)}`,
    name,
    description: '',
    color: 'ededed',
    default: false,
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

/** GitHub's times have no fractions of seconds. */
function timestamp(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}
