/** Commits, trees and blobs in GraphQL. */
import { findObject, typeOf } from './branches.ts'
import { loginOf } from './commit-document.ts'
import { readCommit, readCommits } from './commits.ts'
import type { CommitObject, Signature } from './commits.ts'
import { actorSource } from './graphql-actor.ts'
import { connection } from './graphql-connection.ts'
import type { Arguments, Source } from './graphql-execute.ts'
import type { GraphQLCall } from './graphql-call.ts'
import { rollupSource, statusSource } from './graphql-status.ts'
import { git, tryGit } from './git.ts'
import type { GitFolder } from './git.ts'
import { nameOf } from './record.ts'
import { nodeId } from './user-document.ts'

/** A commit by its id; objects of a fork are read through its folder. */
export function commitSource(call: GraphQLCall, id: string, folder: GitFolder = call.repository): Source {
  return sourceOf(call, readCommit(folder, id), folder)
}

function sourceOf(call: GraphQLCall, commit: CommitObject, folder: GitFolder): Source {
  const [headline = '', ...rest] = commit.message.split('\n')
  const url = `${call.request.serverUrl}/${nameOf(call.repository)}/commit/${commit.id}`
  return {
    typename: 'Commit',
    id: nodeId('C', call.repository.id, Number.parseInt(commit.id.slice(0, 8), 16)),
    oid: commit.id,
    abbreviatedOid: commit.id.slice(0, 7),
    url,
    commitUrl: url,
    message: commit.message.replace(/\n$/, ''),
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    author: gitActor(commit.author),
    committer: gitActor(commit.committer),
    authoredDate: dateOf(commit.author),
    committedDate: dateOf(commit.committer),
    signature: commit.isVerified
      ? { typename: 'GpgSignature', isValid: true, state: 'VALID', wasSignedByGitHub: true }
      : null,
    tree: () => treeSource(call, commit.tree, folder),
    parents: (values: Arguments) =>
      connection('Commit', {
        entries: commit.parents,
        nodeOf: (id) => commitSource(call, id, folder),
        values,
      }),
    history: (values: Arguments) => historyOf(call, commit.id, values),
    status: () => statusSource(call, commit.id),
    statusCheckRollup: () => rollupSource(call, commit.id),
  }
}

/** GraphQL: `Commit.history`, which takes a path as `git log -- path` does. */
function historyOf(call: GraphQLCall, id: string, values: Arguments): Source {
  const { path, since } = values
  const limits = typeof since === 'string' ? [`--since=${since}`] : []
  const paths = typeof path === 'string' ? ['--', path] : []
  const entries = readCommits(call.repository, [...limits, id, ...paths])
  return {
    ...connection('Commit', { entries, nodeOf: (entry) => sourceOf(call, entry, call.repository), values }),
    typename: 'CommitHistoryConnection',
  }
}

/** What `owner:path`, a name or an id stands for; undefined when nothing. */
export function gitObjectSource(call: GraphQLCall, expression: string): Source | undefined {
  const [name = '', ...path] = expression.split(':')
  const { repository } = call
  if (path.length > 0) {
    const commit = findObject(repository, name) ?? name
    const found = tryGit(repository, ['rev-parse', '--verify', '--quiet', `${commit}:${path.join(':')}`])
    return found.isOk ? objectSource(call, found.output.toString('utf8').trim()) : undefined
  }
  const id = typeOf(repository, name) === undefined ? findObject(repository, name) : name
  return id === undefined ? undefined : objectSource(call, id)
}

/** The object of that id, whatever it is. */
export function objectSource(call: GraphQLCall, id: string): Source | undefined {
  const type = typeOf(call.repository, id)
  if (type === 'commit') return commitSource(call, id)
  if (type === 'tree') return treeSource(call, id)
  return type === 'blob' ? blobSource(call, id) : undefined
}

/** GraphQL gives modes as decimal numbers: 33188 is 100644. */
function treeSource(call: GraphQLCall, id: string, folder: GitFolder = call.repository): Source {
  const entries = () =>
    git(folder, ['ls-tree', '-z', id])
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [facts = '', name = ''] = line.split('\t')
        const [mode = '', type = '', oid = ''] = facts.split(' ')
        const object = () => objectSource(call, oid)
        return {
          typename: 'TreeEntry',
          name,
          path: name,
          type,
          oid,
          mode: Number.parseInt(mode, 8),
          object,
        }
      })
  return { typename: 'Tree', id: nodeId('T', call.repository.id), oid: id, entries }
}

function blobSource({ repository }: GraphQLCall, id: string): Source {
  const content = tryGit(repository, ['cat-file', 'blob', id]).output
  const isBinary = content.includes(0)
  const text = isBinary ? null : content.toString('utf8')
  const size = { byteSize: content.length, isBinary, isTruncated: false }
  return { typename: 'Blob', id: nodeId('B', repository.id), oid: id, text, ...size }
}

function gitActor(signature: Signature): Source {
  const login = loginOf(signature)
  return {
    typename: 'GitActor',
    name: signature.name,
    email: signature.email,
    date: dateOf(signature),
    user: login === undefined ? null : { ...actorSource({ login }), typename: 'User', login },
  }
}

function dateOf({ at }: Signature): string {
  return new Date(at * 1000).toISOString().replace('.000', '')
}
