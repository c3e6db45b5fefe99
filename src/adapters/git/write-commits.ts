/** Writes commits as Git objects: no checkout, no filter, and an index that lives in a temporary folder. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Author } from '../../model/environment.ts'
import type { CommitId } from '../../model/history.ts'
import type { NewCommit, Push } from '../../ports.ts'
import type { GitCommand } from './command.ts'
import type { Variables } from './environment.ts'
import { packFiles } from './pack.ts'
import { inParts } from './parts.ts'
import type { SignerFor } from './signing.ts'
import type { Signer } from './signing-bench.ts'

/** One commit upon the other, the first upon `push.base`, which is here. Throws `git-failed`. */
export async function writeCommits(
  git: GitCommand,
  push: Push,
  who: { readonly committer: Author; readonly date: Date; readonly signerFor?: SignerFor },
): Promise<readonly CommitId[]> {
  const folder = await mkdtemp(join(tmpdir(), 'image-bump-'))
  try {
    const index = { GIT_INDEX_FILE: join(folder, 'index') }
    await git.output(['read-tree', push.base], { env: index })
    const ids: CommitId[] = []
    for (const commit of push.commits) {
      // Flux: the committer is the author (image-automation-controller, internal/source).
      const identity = identityVariables(commit.author ?? who.committer, who.date)
      const signer = who.signerFor?.(commit.signingKey) ?? nobody
      const workshop = { git, signer, env: { ...index, ...identity } }
      ids.push(await writeCommit(workshop, commit, ids.at(-1) ?? push.base))
    }
    return ids
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const nobody: Signer = { flags: [], env: {}, settings: [] }

interface Workshop {
  readonly git: GitCommand
  readonly signer: Signer
  readonly env: Variables
}

async function writeCommit(
  { git, signer, env }: Workshop,
  commit: NewCommit,
  parent: CommitId,
): Promise<CommitId> {
  const objects = await writeObjects(git, commit.files)
  const entries = commit.files.map(({ path, mode }, index) => [
    '--cacheinfo',
    `${mode},${objects[index]},${path}`,
  ])
  // Not --index-info: that passes over a path it does not like, removes what stands in the way of one, and succeeds.
  for (const part of inParts(entries)) await git.output(['update-index', '--add', ...part], { env })
  // What stands beside our files is not asked for: a partial clone would download it.
  const tree = await git.line(['write-tree', '--missing-ok'], { env })
  const { flags, settings } = signer
  const input = { env: { ...env, ...signer.env }, settings, stdin: commit.message }
  return git.line(['commit-tree', ...flags, tree, '-p', parent], input)
}

/** Makes objects of the files' bytes, and gives their ids in order. */
async function writeObjects(git: GitCommand, files: NewCommit['files']): Promise<readonly string[]> {
  const contents = files.map(({ bytes }) => bytes)
  const { bytes, ids } = packFiles(contents, await git.line(['rev-parse', '--show-object-format']))
  // As `git fetch` does: a few become loose objects, many stay a pack (git-config, "fetch.unpackLimit").
  await git.output(files.length < 100 ? ['unpack-objects', '-q'] : ['index-pack', '--stdin'], {
    stdin: bytes,
  })
  return ids
}

/** The variables by which `commit-tree` knows who commits, and when. */
export function identityVariables({ name, email }: Author, date: Date): Variables {
  const at = `@${Math.floor(date.getTime() / 1000)} +0000`
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: at,
  }
}
