/** Commits as GitHub's REST API describes them. */
import type { Call } from './call.ts'
import { timestamp } from './call.ts'
import type { CommitObject, Signature } from './commits.ts'
import { git } from './git.ts'
import { nameOf } from './record.ts'
import { nodeId, userDocument } from './user-document.ts'

type Addresses = Pick<Call, 'repository' | 'request'>

/** OpenAPI: `git-commit`, of the Git database. */
export function gitCommitDocument(call: Addresses, commit: CommitObject) {
  const { repository, request } = call
  const path = `/repos/${nameOf(repository)}/git`
  const html = `${request.serverUrl}/${nameOf(repository)}/commit`
  return {
    sha: commit.id,
    node_id: nodeId('C', repository.id, Number.parseInt(commit.id.slice(0, 8), 16)),
    url: `${request.apiUrl}${path}/commits/${commit.id}`,
    html_url: `${html}/${commit.id}`,
    author: person(commit.author),
    committer: person(commit.committer),
    tree: { sha: commit.tree, url: `${request.apiUrl}${path}/trees/${commit.tree}` },
    message: commit.message.replace(/\n$/, ''),
    parents: commit.parents.map((sha) => {
      return { sha, url: `${request.apiUrl}${path}/commits/${sha}`, html_url: `${html}/${sha}` }
    }),
    verification: verificationOf(commit),
  }
}

/** OpenAPI: `commit`, with the accounts behind it. */
export function commitDocument(call: Addresses, commit: CommitObject) {
  const { repository, request } = call
  const path = `${request.apiUrl}/repos/${nameOf(repository)}`
  const html = `${request.serverUrl}/${nameOf(repository)}/commit`
  const url = `${path}/commits/${commit.id}`
  const {
    author,
    committer,
    tree,
    message,
    verification,
    url: gitUrl,
    node_id,
  } = gitCommitDocument(call, commit)
  return {
    url,
    sha: commit.id,
    node_id,
    html_url: `${html}/${commit.id}`,
    comments_url: `${url}/comments`,
    commit: { url: gitUrl, author, committer, message, comment_count: 0, tree, verification },
    author: accountOf(commit.author, call),
    committer: accountOf(commit.committer, call),
    parents: commit.parents.map((sha) => {
      return { sha, url: `${path}/commits/${sha}`, html_url: `${html}/${sha}` }
    }),
  }
}

/** What changed between two commits, a file an entry (OpenAPI: `diff-entry`). */
export function diffEntries({ repository, request }: Addresses, range: readonly string[]) {
  const options = ['--no-abbrev', '--raw', '--numstat', '-z', '-r', '--no-renames', '--root']
  const fields = git(repository, ['diff-tree', '--no-commit-id', ...options, ...range]).split('\0')
  const counts = new Map<string, readonly string[]>()
  const changes: { path: string; sha: string; letter: string }[] = []
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? ''
    if (field.startsWith(':')) {
      const [, , , sha = '', letter = ''] = field.split(' ')
      changes.push({ path: fields[(at += 1)] ?? '', sha, letter })
    } else if (field !== '') {
      const [added = '', deleted = '', path = ''] = field.split('\t')
      counts.set(path, [added, deleted])
    }
  }
  const html = `${request.serverUrl}/${nameOf(repository)}`
  return changes.map(({ path, sha, letter }) => {
    const [additions = 0, deletions = 0] = (counts.get(path) ?? []).map((count) => Number(count) || 0)
    const status = letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'modified'
    const urls = {
      blob_url: `${html}/blob/${sha}/${path}`,
      raw_url: `${html}/raw/${sha}/${path}`,
      contents_url: `${request.apiUrl}/repos/${nameOf(repository)}/contents/${path}?ref=${sha}`,
    }
    return { sha, filename: path, status, additions, deletions, changes: additions + deletions, ...urls }
  })
}

/** The login in an address that GitHub made, `<id>+<login>@users.noreply.github.com`; `web-flow` for GitHub itself. */
export function loginOf({ email }: Signature): string | undefined {
  if (email === 'noreply@github.com') return 'web-flow'
  return /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email)?.[1]
}

function accountOf(signature: Signature, { request }: Addresses) {
  const login = loginOf(signature)
  return login === undefined ? null : userDocument(login, request)
}

function person({ name, email, at }: Signature) {
  return { name, email, date: timestamp(new Date(at * 1000)) }
}

function verificationOf({ isVerified, committer }: CommitObject) {
  if (!isVerified)
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }
  const verified_at = timestamp(new Date(committer.at * 1000))
  return { verified: true, reason: 'valid', signature: 'signature', payload: 'payload', verified_at }
}
