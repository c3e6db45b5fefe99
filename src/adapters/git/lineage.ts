/** How files of a branch came to hold what they hold: the branch's own line of commits, on which a merge is one step. */
import type { CommitId, Lineage, LineageStep } from '../../model/history.ts'
import type { LineageQuestion } from '../../ports.ts'
import { listChangedOfAll, type ChangedEntry } from './changed.ts'
import type { GitCommand } from './command.ts'
import { isShallow } from './fetch.ts'
import { type Entry, findPath, isRegular, readEntries, readFiles } from './read.ts'

/**
 * The head is here; `deepen` brings so many more generations of its past where history is cut. A file that was renamed is one that was removed
 * and another that came. Where history is not known further back the oldest step has all the files as they stood there.
 */
export async function readLineage(
  git: GitCommand,
  question: LineageQuestion,
  deepen: (generations: number) => Promise<void>,
): Promise<Lineage> {
  if (question.files.length === 0) return { steps: [], commits: [], isCut: false }
  let line = await walk(git, question)
  for (let more = fewestAtOnce; more <= mostAtOnce && isTooShort(line, question); more *= 4) {
    const { end } = line
    await deepen(more)
    line = await walk(git, question)
    // A remote whose own history is cut has no more.
    if (line.end?.id === end?.id) break
  }
  const isCut = line.end !== undefined || line.touching.length > question.atMost
  const steps = await readSteps(git, chooseSteps(line, question), new Set(question.files))
  const told = isCut ? await withAllFiles(git, steps, question.files) : steps
  return { steps: neverBackwards(told), commits: await listLine(git, question.head, steps.at(-1)?.id), isCut }
}

/** Generations: 8,500 in all. Further back lie the years of a large repository, which each run would download. */
const fewestAtOnce = 100
const mostAtOnce = 6400

interface Line {
  /** Commits that touched a file, newest first: one more than is wanted, if there are as many. */
  readonly touching: readonly Mark[]
  /** The commit whose parents are not here. It seems to have touched every file. */
  readonly end: Mark | undefined
}

interface Mark {
  readonly id: CommitId
  /** Seconds since 1970. */
  readonly date: number
  readonly parent?: CommitId
}

function isTooShort({ touching, end }: Line, { atMost }: LineageQuestion): boolean {
  return end !== undefined && touching.length < atMost
}

async function walk(git: GitCommand, { head, files, atMost }: LineageQuestion): Promise<Line> {
  const end = await findEnd(git, head)
  // Over standard input any number of paths goes into one process. One with a line break would be found nowhere.
  const stdin = ['--', ...files.map((file) => `:(top,literal)${file}`), ''].join('\n')
  const limit = `--max-count=${atMost + 2}`
  const list = ['rev-list', '--first-parent', '--format=%H %ct %P', limit, '--stdin', head]
  const rows = (await git.line(list, { stdin })).split('\n').filter((row) => /^[0-9a-f]{40}/.test(row))
  const touching = rows.flatMap((row): readonly Mark[] => {
    const [id = '', date, parent] = row.split(' ')
    return id === end?.id ? [] : [{ id, date: Number(date), ...(parent && { parent }) }]
  })
  return { touching, end }
}

/** A first commit says in its object that it has no parent; one at which history is cut names those that are not here. */
async function findEnd(git: GitCommand, head: CommitId): Promise<Mark | undefined> {
  if (!(await isShallow(git))) return undefined
  const id = await git.line(['rev-list', '--first-parent', '--max-parents=0', head])
  const [headers = ''] = (await git.line(['cat-file', 'commit', id])).split('\n\n', 1)
  const date = Number(/^committer .* (\d+) [-+]\d+$/m.exec(headers)?.[1])
  return /^parent /m.test(headers) ? { id, date } : undefined
}

/** At most so many. The commit at which history is cut stands for those behind it where there is room. */
function chooseSteps({ touching, end }: Line, { atMost }: LineageQuestion): readonly Mark[] {
  return [...touching, ...(end === undefined ? [] : [end])].slice(0, atMost)
}

/** Bytes of all steps come from one process. */
async function readSteps(
  git: GitCommand,
  marks: readonly Mark[],
  files: ReadonlySet<string>,
): Promise<readonly LineageStep[]> {
  const changed = await listChangedOfAll(
    git,
    marks.map(({ id, parent }) => ({ id, parent })),
  )
  const touched = marks.map(({ id }) => (changed.get(id) ?? []).flatMap((entry) => toEntry(entry, files)))
  const present = touched.map((entries) => entries.filter(({ mode }) => isRegular(mode)))
  const read = await readEntries(git, present.flat())
  let at = 0
  return marks.map(({ id, date }, index) => {
    const gone = touched[index]!.filter(({ mode }) => !isRegular(mode)).map(({ path }) => path)
    const own = read.slice(at, (at += present[index]!.length))
    return { id, date, files: own, removed: gone }
  })
}

function toEntry({ path: bytes, mode, object }: ChangedEntry, files: ReadonlySet<string>): readonly Entry[] {
  const path = findPath(bytes)
  return path === undefined || !files.has(path) ? [] : [{ path, mode, object }]
}

async function withAllFiles(
  git: GitCommand,
  steps: readonly LineageStep[],
  files: readonly string[],
): Promise<readonly LineageStep[]> {
  const wanted = new Set(files)
  const base = steps.at(-1)
  if (base === undefined) return steps
  const all = await readFiles(git, base.id, { matches: (path) => wanted.has(path) })
  return [...steps.slice(0, -1), { ...base, files: all }]
}

/** Clocks of committers differ; that of a later commit counts from the latest before it on. */
function neverBackwards(steps: readonly LineageStep[]): readonly LineageStep[] {
  let latest = -Infinity
  return steps
    .toReversed()
    .map((step) => ({ ...step, date: (latest = Math.max(latest, step.date)) }))
    .toReversed()
}

/** As many as can be asked about. */
const mostCommits = 1000

async function listLine(
  git: GitCommand,
  head: CommitId,
  oldest: CommitId | undefined,
): Promise<readonly CommitId[]> {
  if (oldest === undefined) return []
  const list = ['rev-list', '--first-parent', `--max-count=${mostCommits}`, head]
  const ids = (await git.line(list)).split('\n')
  const index = ids.indexOf(oldest)
  return index < 0 ? ids : ids.slice(0, index + 1)
}
