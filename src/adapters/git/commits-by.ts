/** Whether a branch holds nothing but what some addresses wrote, commit by commit down to its base: Flux stacks them, and people may write between. */
import type { CommitId } from '../../model/history.ts'
import type { CommitRange } from '../../ports.ts'
import { webFlow } from './bump-branch.ts'
import type { GitCommand } from './command.ts'
import { type Fetches, isShallow } from './fetch.ts'
import { readEnds } from './history.ts'
import { splitRecords } from './read.ts'

export interface RangeReader {
  readonly git: GitCommand
  readonly fetches: Pick<Fetches, 'need' | 'ensure'>
  readonly addresses: ReadonlySet<string>
}

/**
 * How many there are, or undefined. A merge is nobody's if each of its lines is one of its parents', and is not counted; what is too long, or cut off, is
 * not known.
 */
export async function countCommitsBy(reader: RangeReader, range: CommitRange): Promise<number | undefined> {
  const { git, fetches } = reader
  await fetches.need(range.head, range.base)
  // A branch that was left alone for long starts far below the base, and only there it is known what it has of its own.
  for (const generations of [100, 1000, 10_000]) {
    for (const head of [range.head, range.base]) await fetches.ensure({ head, generations })
    const commits = await listCommits(git, range)
    if (await areTheirs(reader, commits)) return commits.filter(isNoMerge).length
    // With more of the base's past known, fewer commits are the branch's own.
    if (!(await isShallow(git))) return undefined
  }
  return undefined
}

/** Flux makes one commit an update, and a branch with more of them is nobody's to guess about. */
const mostCommits = 250

interface RangeCommit {
  readonly id: CommitId
  readonly parents: readonly CommitId[]
  readonly author: string
  readonly committer: string
}

async function listCommits(git: GitCommand, { base, head }: CommitRange): Promise<readonly RangeCommit[]> {
  const limit = `--max-count=${mostCommits + 1}`
  const format = '--format=%H%x00%P%x00%ae%x00%ce'
  const log = ['log', '-z', '--no-show-signature', format, limit, head, `^${base}`]
  const fields = splitRecords(await git.output(log)).map((field) => field.toString())
  return Array.from({ length: fields.length / 4 }, (_, index) => {
    const [id = '', parents = '', author = '', committer = ''] = fields.slice(index * 4, index * 4 + 4)
    return { id, parents: parents.split(' ').filter((parent) => parent !== ''), author, committer }
  })
}

/** What lies below a commit at which history ends here is not seen. */
async function areTheirs(reader: RangeReader, commits: readonly RangeCommit[]): Promise<boolean> {
  const ends = await readEnds(reader.git)
  if (commits.length > mostCommits || commits.some(({ id }) => ends.has(id))) return false
  for (const commit of commits) if (!(await isTheirs(reader, commit))) return false
  return true
}

function isNoMerge({ parents }: RangeCommit): boolean {
  return parents.length < 2
}

async function isTheirs({ git, addresses }: RangeReader, commit: RangeCommit): Promise<boolean> {
  const { id, author, committer } = commit
  if (isNoMerge(commit)) return addresses.has(author) && (addresses.has(committer) || committer === webFlow)
  // Lines that no parent has so (git-diff-tree, "--cc"); none after a merge without conflicts, whoever made it.
  const own = await git.output(['diff-tree', '--no-commit-id', '-r', '--cc', ...plainly, id])
  return own.length === 0
}

/** Independent of anybody's configuration. */
const plainly = ['--no-renames', '--no-color', '--no-ext-diff', '--no-textconv', '--full-index']
