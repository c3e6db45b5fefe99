/** Real repositories for tests: a bare remote in a temporary folder, written to as other people would. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createGit, type GitOptions } from '../../src/adapters/git/git.ts'
import type { SourceFile } from '../../src/model/manifest.ts'
import type { Git } from '../../src/ports.ts'
import { filesOf, person, type CommitDetails, type FileTree, type TestRepository } from './repository.ts'

export interface RealRepository extends TestRepository {
  /** The temporary folder; whatever lies in it is removed afterwards. */
  readonly folder: string
  /** The bare remote's folder. */
  readonly bare: string
  /** The remote's `file:` address, over which git speaks its wire protocol. */
  readonly url: string
  /** A user's clone; gives its folder. `options` are those of `git clone`. */
  clone(...options: readonly string[]): Promise<string>
  /** Throws with git's words unless every object of the remote is sound. */
  fsck(): Promise<void>
}

/** A user's environment without any configuration of the machine. */
export const gitEnvironment = {
  PATH: process.env['PATH'],
  HOME: join(tmpdir(), 'nobody'),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A Person',
  GIT_AUTHOR_EMAIL: person,
  GIT_COMMITTER_NAME: 'A Person',
  GIT_COMMITTER_EMAIL: person,
  LC_ALL: 'C',
} as const

/** Under this identity the code under test commits. */
export const ourselves = { name: 'Image Bump', email: 'image-bump@example.org' } as const

/** The real port on a clone, with a clock that stands still; `options` go over what is set here. */
export function openGit(directory: string, options: Partial<GitOptions> = {}): Git {
  return createGit({
    directory,
    committer: ourselves,
    clock: { now: () => new Date('2024-05-06T07:08:09Z') },
    env: gitEnvironment,
    mask: () => {},
    ...options,
  })
}

const folders: string[] = []

/** A folder that `removeRepositories` removes. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'image-bump-test-'))
  folders.push(folder)
  return folder
}

/** Removes what the tests of a file have made; for `afterEach` or `afterAll`. */
export async function removeRepositories(): Promise<void> {
  const made = folders.splice(0)
  await Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true })))
}

/** Runs git in a folder and gives its output; throws with its words if it fails. */
export async function git(
  folder: string,
  args: readonly string[],
  {
    stdin = '',
    env = {},
  }: { readonly stdin?: string | Uint8Array; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, env: { ...gitEnvironment, ...env } })
    const output: Buffer[] = []
    const words: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => words.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output))
      else reject(new Error(`git ${args.join(' ')}: ${Buffer.concat(words).toString()}`))
    })
    // A git that reads no input may have ended; its exit code tells.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
  })
}

/** A remote whose default branch holds these files in one commit. */
export async function createRealRepository(
  files: FileTree = {},
  { defaultBranch = 'main' }: { readonly defaultBranch?: string } = {},
): Promise<RealRepository> {
  const folder = await makeFolder()
  const bare = join(folder, 'remote.git')
  await git(folder, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, bare])
  let made = 0
  const repository: RealRepository = {
    folder,
    bare,
    url: pathToFileURL(bare).href,
    async commit(branch, changes, how = {}) {
      made += 1
      const found = await findStart(bare, [branch, defaultBranch])
      const merged =
        how.merges === undefined ? [] : [(await git(bare, ['rev-parse', how.merges])).toString().trim()]
      const start = found && { ...found, merged }
      const stream = formatCommit({ branch, changes, how, start, number: made })
      await git(bare, ['fast-import', '--quiet', '--force'], { stdin: stream })
      return (await git(bare, ['rev-parse', `refs/heads/${branch}`])).toString().trim()
    },
    files: (branch) => readBranch(bare, branch),
    async log(branch) {
      const ids = (await git(bare, ['rev-list', `refs/heads/${branch}`])).toString().trim().split('\n')
      return Promise.all(ids.map((id) => readCommit(bare, id)))
    },
    async clone(...options) {
      const checkout = await mkdtemp(join(folder, 'clone-'))
      await git(folder, ['clone', '--quiet', ...options, repository.url, checkout])
      return checkout
    },
    fsck: async () => void (await git(bare, ['fsck', '--strict', '--no-progress'])),
  }
  await repository.commit(defaultBranch, files)
  return repository
}

/** What a new commit starts from. */
interface Start {
  readonly commit: string
  readonly tree: string
  readonly parents: readonly string[]
}

async function findStart(bare: string, names: readonly string[]): Promise<Start | undefined> {
  const refs = (
    await git(bare, ['for-each-ref', '--format=%(refname:short) %(objectname) %(tree) %(parent)'])
  )
    .toString()
    .split('\n')
    .map((row) => row.split(' '))
  for (const name of names) {
    const [, commit, tree, ...parents] = refs.find(([branch]) => branch === name) ?? []
    if (commit !== undefined && tree !== undefined) return { commit, tree, parents: parents.filter(Boolean) }
  }
  return undefined
}

interface Import {
  readonly branch: string
  readonly changes: FileTree
  readonly how: CommitDetails
  readonly start: (Start & { readonly merged: readonly string[] }) | undefined
  /** Its place among the commits made here; it dates them. */
  readonly number: number
}

/** A commit in the language of `git fast-import`: bytes exactly as given, whatever `.gitattributes` says. */
function formatCommit({ branch, changes, how, start, number }: Import): Uint8Array {
  const { author = person, committer = person, message = `Change ${number}\n`, amend = false } = how
  const date = `${how.date ?? 1_700_000_000 + number} +0000`
  const parents = start === undefined ? [] : amend ? start.parents : [start.commit, ...start.merged]
  const removed = Object.keys(changes).filter((path) => changes[path] === null)
  return Buffer.concat([
    Buffer.from(`reset refs/heads/${branch}\n\ncommit refs/heads/${branch}\n`),
    Buffer.from(`author Somebody <${author}> ${date}\ncommitter Somebody <${committer}> ${date}\n`),
    formatData(message),
    ...parents.map((parent, index) => Buffer.from(`${index === 0 ? 'from' : 'merge'} ${parent}\n`)),
    Buffer.from(start === undefined ? '' : `M 040000 ${start.tree} ""\n`),
    ...removed.map((path) => Buffer.from(`D ${path}\n`)),
    ...filesOf(changes).flatMap(formatFile),
    Buffer.from('\n'),
  ])
}

function formatFile({ path, mode, bytes }: SourceFile): readonly Uint8Array[] {
  if (mode === '160000') return [Buffer.from(`M ${mode} ${Buffer.from(bytes).toString()} ${path}\n`)]
  return [Buffer.from(`M ${mode} inline ${path}\n`), formatData(bytes)]
}

function formatData(content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(content)
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')])
}

async function readBranch(bare: string, branch: string): Promise<readonly SourceFile[]> {
  const rows = (await git(bare, ['ls-tree', '-r', '-z', `refs/heads/${branch}`])).toString().split('\0')
  return Promise.all(
    rows.slice(0, -1).map(async (row) => {
      const [header = '', path = ''] = row.split('\t')
      const [mode = '', kind, object = ''] = header.split(' ')
      const bytes = kind === 'blob' ? await git(bare, ['cat-file', 'blob', object]) : Buffer.from(object)
      return { path, mode, bytes: new Uint8Array(bytes) }
    }),
  )
}

async function readCommit(bare: string, id: string) {
  const text = (await git(bare, ['cat-file', 'commit', id])).toString()
  const end = text.indexOf('\n\n')
  const headers = text.slice(0, end + 1)
  const address = (word: string) => new RegExp(`^${word} .*<(.*)>`, 'm').exec(headers)?.[1] ?? ''
  return {
    id,
    parents: [...headers.matchAll(/^parent (.*)$/gm)].map(([, parent = '']) => parent),
    author: address('author'),
    committer: address('committer'),
    message: text.slice(end + 2),
  }
}
