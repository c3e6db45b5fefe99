/** The Git database: blobs, trees and commits, written and read. */
import { isBot, signatureOf } from './account.ts'
import { findObject, typeOf } from './branches.ts'
import type { Call, Route } from './call.ts'
import { gitCommitDocument } from './commit-document.ts'
import { readCommit, webCommitter, writeCommit } from './commits.ts'
import { fieldsOf, textOf } from './exchange.ts'
import type { GitHubAnswer } from './exchange.ts'
import { git, tryGit } from './git.ts'
import { nameOf } from './record.ts'
import { notFound, refusal } from './refusals.ts'
import { writeBlob, writeTree } from './trees.ts'
import type { TreeEntry } from './trees.ts'
import { nodeId } from './user-document.ts'

export const gitDataRoutes: readonly Route[] = [
  ['POST', '/git/blobs', createBlob],
  ['GET', '/git/blobs/{}', showBlob],
  ['POST', '/git/trees', createTree],
  ['GET', '/git/trees/{+}', showTree],
  ['POST', '/git/commits', createCommit],
  ['GET', '/git/commits/{}', showCommit],
]

function addressOf({ repository, request }: Call, kind: string, id: string): string {
  return `${request.apiUrl}/repos/${nameOf(repository)}/git/${kind}/${id}`
}

function createBlob(call: Call): GitHubAnswer {
  const isBase64 = textOf(call.request.body, 'encoding') === 'base64'
  const content = textOf(call.request.body, 'content') ?? ''
  const sha = writeBlob(call.repository, Buffer.from(content, isBase64 ? 'base64' : 'utf8'))
  return { status: 201, body: { sha, url: addressOf(call, 'blobs', sha) } }
}

function showBlob(call: Call): GitHubAnswer {
  const [sha = ''] = call.values
  if (typeOf(call.repository, sha) !== 'blob') return notFound
  const content = tryGit(call.repository, ['cat-file', 'blob', sha]).output
  const node_id = nodeId('B', call.repository.id)
  const text = { content: content.toString('base64'), encoding: 'base64', size: content.length }
  return { status: 200, body: { sha, node_id, url: addressOf(call, 'blobs', sha), ...text } }
}

/** The base is a tree, as documented; the text is in sigmavirus24/github3.py#522. */
function createTree(call: Call): GitHubAnswer {
  const { tree = [], base_tree: base } = fieldsOf(call.request.body)
  const entries: readonly TreeEntry[] = Array.isArray(tree) ? tree : []
  const baseTree = typeof base === 'string' ? base : undefined
  if (baseTree !== undefined && typeOf(call.repository, baseTree) !== 'tree') {
    return refusal(422, 'base_tree is not a valid tree oid')
  }
  const written = writeTree(call.repository, baseTree, entries)
  if ('fault' in written) return refusal(422, written.fault)
  return { status: 201, body: treeDocument(call, written.id, false) }
}

function showTree(call: Call): GitHubAnswer {
  const tree = findObject(call.repository, call.values[0] ?? '', 'tree')
  if (tree === undefined) return notFound
  return { status: 200, body: treeDocument(call, tree, call.request.query.has('recursive')) }
}

/** OpenAPI: `git-tree`. */
function treeDocument(call: Call, sha: string, isRecursive: boolean) {
  const options = isRecursive ? ['-r', '-t'] : []
  const output = git(call.repository, ['ls-tree', '-l', '-z', ...options, sha])
  const tree = output
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [facts = '', path = ''] = line.split('\t')
      const [mode = '', type = '', id = '', size = '-'] = facts.split(/ +/)
      const url = addressOf(call, `${type}s`, id)
      return { path, mode, type, sha: id, ...(size !== '-' && { size: Number(size) }), url }
    })
  return { sha, url: addressOf(call, 'trees', sha), tree, truncated: false }
}

/** Dependabot reads the text about trees (dependabot/dependabot-core, pull_request_creator). */
function createCommit(call: Call): GitHubAnswer {
  const { repository, request, account, store } = call
  const { parents = [], author, committer, signature } = fieldsOf(request.body)
  const tree = textOf(request.body, 'tree') ?? ''
  if (typeOf(repository, tree) !== 'tree') return refusal(422, 'Tree SHA does not exist')
  const ids = Array.isArray(parents) ? parents.map(String) : []
  if (ids.some((id) => typeOf(repository, id) !== 'commit')) {
    return refusal(422, 'Parent SHA does not exist or is not a commit object')
  }
  // GitHub documentation, "Signature verification for bots": signed unless somebody says who wrote it.
  const isSigned = isBot(account) && [author, committer, signature].every((value) => value === undefined)
  const own = signatureOf(account)
  const wrote = author === undefined ? own : personOf(author)
  const commits = committer === undefined ? (isSigned ? webCommitter : wrote) : personOf(committer)
  const authoredAt = dateOf(author)
  const id = writeCommit(repository, {
    tree,
    parents: ids,
    author: wrote,
    committer: commits,
    at: dateOf(committer) ?? authoredAt ?? store.now(),
    ...(authoredAt && { authoredAt }),
    message: textOf(request.body, 'message') ?? '',
    isSigned,
  })
  return { status: 201, body: gitCommitDocument(call, readCommit(repository, id)) }
}

function showCommit(call: Call): GitHubAnswer {
  const [id = ''] = call.values
  if (typeOf(call.repository, id) !== 'commit') return notFound
  return { status: 200, body: gitCommitDocument(call, readCommit(call.repository, id)) }
}

function personOf(json: unknown): string {
  return `${textOf(json, 'name') ?? ''} <${textOf(json, 'email') ?? ''}>`
}

function dateOf(json: unknown): Date | undefined {
  const date = textOf(json, 'date')
  return date === undefined ? undefined : new Date(date)
}
