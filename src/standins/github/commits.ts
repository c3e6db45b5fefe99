/** Commits as objects of git: read, written, and signed as GitHub signs them. */
import { git, gitFactText } from './git.ts'
import type { GitFolder } from './git.ts'

/** A person in a commit: `Name <address>`, and when. */
export interface Signature {
  readonly name: string
  readonly email: string
  /** Seconds since 1970. */
  readonly at: number
}

export interface CommitObject {
  readonly id: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Signature
  readonly committer: Signature
  readonly message: string
  /** GitHub's signature is on it. */
  readonly isVerified: boolean
}

export interface NewCommitObject {
  readonly tree: string
  readonly parents: readonly string[]
  /** `Name <address>` */
  readonly author: string
  readonly committer: string
  readonly at: Date
  /** Author's time where it differs. */
  readonly authoredAt?: Date
  readonly message: string
  readonly isSigned: boolean
}

/** Committer of what is written on the web site or by a bot through the API (as seen in any such commit). */
export const webCommitter = 'GitHub <noreply@github.com>'

/** Stands where GitHub's signature would: only this room can tell it from a person's. */
const seal = ['-----BEGIN PGP SIGNATURE-----', '', 'web-flow', '-----END PGP SIGNATURE-----']

/** Writes the object and gives its id. */
export function writeCommit(folder: GitFolder, commit: NewCommitObject): string {
  const time = (at: Date) => `${Math.floor(at.getTime() / 1000)} +0000`
  const signature = commit.isSigned ? [`gpgsig ${seal.join('\n ')}`] : []
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${commit.author} ${time(commit.authoredAt ?? commit.at)}`,
    `committer ${commit.committer} ${time(commit.at)}`,
    ...signature,
    '',
    commit.message,
  ]
  return git(folder, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: lines.join('\n') }).trim()
}

/** Reads a commit that exists. */
export function readCommit(folder: GitFolder, id: string): CommitObject {
  return parseCommit(id, gitFactText(folder, ['cat-file', 'commit', id]))
}

/** The commits that `git rev-list` gives for these arguments, which name commits by their ids: so the answer never changes. */
export function readCommits(folder: GitFolder, args: readonly string[]): readonly CommitObject[] {
  const key = [folder.directory, folder.lender ?? '', ...args].join('\0')
  const known = lists.get(key) ?? listCommits(folder, args)
  lists.set(key, known)
  return known
}

const lists = new Map<string, readonly CommitObject[]>()

function listCommits(folder: GitFolder, args: readonly string[]): readonly CommitObject[] {
  const ids = git(folder, ['rev-list', ...args])
  if (ids === '') return []
  const output = git(folder, ['cat-file', '--batch'], { input: ids })
  return splitBatch(Buffer.from(output)).map(({ id, text }) => parseCommit(id, text))
}

function splitBatch(output: Buffer): readonly { readonly id: string; readonly text: string }[] {
  const found: { id: string; text: string }[] = []
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at)
    const [id = '', , size = '0'] = output.toString('utf8', at, end).split(' ')
    const start = end + 1
    found.push({ id, text: output.toString('utf8', start, start + Number(size)) })
    at = start + Number(size) + 1
  }
  return found
}

function parseCommit(id: string, text: string): CommitObject {
  const end = text.indexOf('\n\n')
  const [head, message] = [text.slice(0, end), text.slice(end + 2)]
  const values = (name: string) =>
    [...head.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map((match) => match[1] ?? '')
  const committer = parseSignature(values('committer')[0] ?? '')
  return {
    id,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: parseSignature(values('author')[0] ?? ''),
    committer,
    message,
    isVerified: head.includes(seal.join('\n ')),
  }
}

function parseSignature(text: string): Signature {
  const [, name = '', email = '', at = '0'] = /^(.*?) ?<(.*)> (\d+)/.exec(text) ?? []
  return { name, email, at: Number(at) }
}
