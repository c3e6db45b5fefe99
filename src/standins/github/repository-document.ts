/** A repository and its owner as GitHub's REST API describes them, every required field included. */
import type { KnownRepository } from './record.ts'
import { nodeId, userDocument } from './user-document.ts'
import type { Addresses } from './user-document.ts'

/** The answer of `GET /repos/{owner}/{repo}` (OpenAPI: `full-repository`). */
export function fullRepositoryDocument(repository: KnownRepository, addresses: Addresses) {
  const document = repositoryDocument(repository, addresses)
  const permissions = { admin: false, maintain: false, push: true, triage: true, pull: true }
  const { allowAutoMerge, deleteBranchOnMerge } = repository.record.settings
  const counts = { network_count: 0, subscribers_count: 0 }
  return {
    ...document,
    permissions,
    ...counts,
    allow_auto_merge: allowAutoMerge,
    delete_branch_on_merge: deleteBranchOnMerge,
  }
}

/** A repository inside other answers (OpenAPI: `repository`). */
export function repositoryDocument(repository: KnownRepository, { apiUrl, serverUrl }: Addresses) {
  const { id, owner, name, defaultBranch = 'main' } = repository
  const { isPrivate } = repository.record.settings
  const path = `${owner}/${name}`
  return {
    ...links(`${apiUrl}/repos/${path}`),
    id,
    node_id: nodeId('R', id),
    name,
    full_name: path,
    owner: userDocument(owner, { apiUrl, serverUrl }),
    html_url: `${serverUrl}/${path}`,
    clone_url: `${serverUrl}/${path}.git`,
    git_url: `git://${serverUrl.replace('http://', '')}/${path}.git`,
    ssh_url: `git@${serverUrl.replace('http://', '')}:${path}.git`,
    svn_url: `${serverUrl}/${path}`,
    default_branch: defaultBranch,
    private: isPrivate,
    visibility: isPrivate ? 'private' : 'public',
    ...emptiness,
  }
}

/** Addresses that follow from the repository's own: those of lists, and templates for one thing of a kind. */
function links(url: string) {
  const lists =
    'contributors deployments downloads events forks hooks languages merges stargazers subscribers subscription tags teams'
  const templates = {
    archive: '{archive_format}{/ref}',
    assignees: '{/user}',
    blobs: '{/sha}',
    branches: '{/branch}',
    collaborators: '{/collaborator}',
    comments: '{/number}',
    commits: '{/sha}',
    compare: '{base}...{head}',
    contents: '{+path}',
    git_commits: '{/sha}',
    git_refs: '{/sha}',
    git_tags: '{/sha}',
    issue_comment: '{/number}',
    issue_events: '{/number}',
    issues: '{/number}',
    keys: '{/key_id}',
    labels: '{/name}',
    milestones: '{/number}',
    notifications: '{?since,all,participating}',
    pulls: '{/number}',
    releases: '{/id}',
    statuses: '{sha}',
    trees: '{/sha}',
  }
  const plain = lists.split(' ').map((name) => [`${name}_url`, `${url}/${name}`])
  const templated = Object.entries(templates).map(([name, rest]) => [`${name}_url`, `${url}/${name}${rest}`])
  const all: Readonly<Record<string, string>> = Object.fromEntries([...plain, ...templated])
  return { url, ...all }
}

/** What a repository has that nobody did anything with. */
const emptiness = {
  description: null,
  homepage: null,
  language: null,
  license: null,
  mirror_url: null,
  fork: false,
  archived: false,
  disabled: false,
  has_downloads: true,
  has_issues: true,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  forks: 0,
  forks_count: 0,
  open_issues: 0,
  open_issues_count: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  size: 0,
  pushed_at: '2026-01-01T00:00:00Z',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
} as const
