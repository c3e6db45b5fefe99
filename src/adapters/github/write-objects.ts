/** Commits as objects of GitHub's Git database: trees with the files' text in them, and commits upon commits. */
import { z } from 'zod'
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/history.ts'
import type { NewCommit, Push } from '../../ports.ts'
import { ask, type GitHubClient } from './client.ts'
import { explainMisreadAnswer, type Wish } from './failure.ts'

export interface WrittenCommit {
  readonly id: CommitId
  /** GitHub has signed it, and shows it as verified. */
  readonly verified: boolean
}

/** One commit upon the other, the first upon `base`. No reference moves. `trees` remembers those of commits, which never change. Throws as every question to GitHub does. */
export async function writeObjects(
  client: GitHubClient,
  { branch, base, commits }: Push,
  trees: Map<CommitId, string>,
): Promise<readonly WrittenCommit[]> {
  const wish: Wish = { to: `write commits for ${branch}`, permission: 'contents: write' }
  const workshop: Workshop = { client, wish }
  const written: WrittenCommit[] = []
  let tree = trees.get(base) ?? (await readTree(workshop, base))
  trees.set(base, tree)
  for (const commit of commits) {
    tree = await writeTree(workshop, tree, commit.files)
    written.push(await writeCommit(workshop, commit, { tree, parents: [written.at(-1)?.id ?? base] }))
  }
  return written
}

/** A commit without a parent, which has these few files and no others. Throws as every question to GitHub does. */
export async function writeFirst(
  client: GitHubClient,
  wish: Wish,
  commit: NewCommit,
): Promise<WrittenCommit> {
  const workshop: Workshop = { client, wish }
  const tree = await createTree(workshop, commit.files)
  return writeCommit(workshop, commit, { tree, parents: [] })
}

interface Workshop {
  readonly client: GitHubClient
  readonly wish: Wish
}

const treeOfCommit = z.object({ tree: z.object({ sha: z.string() }) })
const object = z.object({ sha: z.string() })
const commitObject = object.extend({ verification: z.object({ verified: z.boolean() }) })

/** A tree builds upon a tree (REST, "Create a tree", `base_tree`). */
async function readTree({ client }: Workshop, commit: CommitId): Promise<string> {
  const { owner, repo } = client.repository
  const wish: Wish = {
    to: `read commit ${commit} of ${owner}/${repo}, on which ours shall build`,
    permission: 'contents: read',
  }
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.git.getCommit({ ...client.repository, commit_sha: commit }),
  )
  return read(treeOfCommit, data, wish).tree.sha
}

/** Large trees time out; what other tools send at once is a hundred entries. */
const entriesPerTree = 100

async function writeTree(workshop: Workshop, base: string, files: readonly SourceFile[]): Promise<string> {
  let tree = base
  for (let start = 0; start < files.length; start += entriesPerTree) {
    tree = await createTree(workshop, files.slice(start, start + entriesPerTree), tree)
  }
  return tree
}

async function createTree(workshop: Workshop, files: readonly SourceFile[], base?: string): Promise<string> {
  const { client, wish } = workshop
  const entries = await entriesOf(workshop, files)
  const upon = base === undefined ? {} : { base_tree: base }
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.git.createTree({ ...client.repository, ...upon, tree: entries }),
  )
  return read(object, data, wish).sha
}

const modes = ['100644', '100755', '120000'] as const

type Entry = {
  readonly path: string
  readonly mode: (typeof modes)[number]
  readonly type: 'blob'
} & ({ readonly content: string } | { readonly sha: string })

/** How many blobs are on their way at the same time. */
const lanes = 8

async function entriesOf(workshop: Workshop, files: readonly SourceFile[]): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let start = 0; start < files.length; start += lanes) {
    const part = files.slice(start, start + lanes)
    entries.push(...(await Promise.all(part.map((file) => entryOf(workshop, file)))))
  }
  return entries
}

async function entryOf(workshop: Workshop, file: SourceFile): Promise<Entry> {
  const mode = modes.find((each) => each === file.mode)
  if (mode === undefined) throw new Error(`${file.path} cannot be written with the mode ${file.mode}`)
  const content = findText(file.bytes)
  const entry = { path: file.path, mode, type: 'blob' } as const
  return content === undefined
    ? { ...entry, sha: await writeBlob(workshop, file.bytes) }
    : { ...entry, content }
}

/** Bytes that JSON carries as text and gives back as they were; undefined for others, for control characters that a server may refuse, and for nothing at all. */
function findText(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString('utf8')
  const isPlain = /^[^\p{Cc}]+$/u.test(text.replaceAll(/[\t\n\r]/g, ' '))
  return isPlain && Buffer.from(text).equals(buffer) ? text : undefined
}

async function writeBlob({ client, wish }: Workshop, bytes: Uint8Array): Promise<string> {
  const content = Buffer.from(bytes).toString('base64')
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.git.createBlob({ ...client.repository, content, encoding: 'base64' }),
  )
  return read(object, data, wish).sha
}

/** GitHub signs what a bot writes unless it is told who wrote it (GitHub documentation, "Signature verification for bots"). */
async function writeCommit(
  { client, wish }: Workshop,
  { message, author }: NewCommit,
  { tree, parents }: { readonly tree: string; readonly parents: readonly CommitId[] },
): Promise<WrittenCommit> {
  const { data } = await ask(client, wish, () =>
    client.octokit.rest.git.createCommit({
      ...client.repository,
      message,
      tree,
      parents: [...parents],
      // Flux: the committer is the author, which is also what GitHub makes of a commit without one.
      ...(author && { author }),
    }),
  )
  const { sha, verification } = read(commitObject, data, wish)
  return { id: sha, verified: verification.verified }
}

function read<T>(shape: z.ZodType<T>, data: unknown, wish: Wish): T {
  const { success, data: known } = shape.safeParse(data)
  if (!success) throw explainMisreadAnswer(wish)
  return known
}
