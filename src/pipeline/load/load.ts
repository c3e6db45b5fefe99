/** The first step: where configuration lies, and the branch of environments that name none. */
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/plan.ts'
import { problemError } from '../../model/problem.ts'
import type { RunRequest } from '../../model/request.ts'
import type { Ports, Wanted } from '../../ports.ts'

export interface Loaded {
  readonly file: string
  readonly text: string
  /** For environments that name no branch. */
  readonly branch: string
  /** The branch whose files on disk are read instead of commits. */
  readonly onDisk?: string
}

/** Reads our configuration file; throws `config-not-found`, or what Git says. */
export async function load(request: RunRequest, ports: Pick<Ports, 'git' | 'worktree'>): Promise<Loaded> {
  const checkedOut = await ports.git.checkedOut()
  const current = checkedOut.branch ?? 'HEAD'
  const branch = request.defaultBranch === 'checked-out' ? current : await ports.git.defaultBranch()
  const wanted = { matches: (path: string) => path === request.config }
  const [file] = await readConfiguration(request, checkedOut.commit, wanted, ports)
  if (file === undefined) throw notFound(request, checkedOut.commit)
  const text = new TextDecoder().decode(file.bytes)
  return { file: request.config, text, branch, ...(request.from === 'disk' && { onDisk: current }) }
}

function readConfiguration(
  request: RunRequest,
  commit: CommitId | undefined,
  wanted: Wanted,
  ports: Pick<Ports, 'git' | 'worktree'>,
): Promise<readonly SourceFile[]> {
  if (request.from === 'disk') return ports.worktree.read(wanted)
  return commit === undefined ? Promise.resolve([]) : ports.git.read(commit, wanted)
}

function notFound({ from, config }: RunRequest, commit: CommitId | undefined): Error {
  const inCommit =
    commit === undefined ? 'in a commit, since none is checked out' : `in commit ${commit.slice(0, 7)}`
  const where = from === 'disk' ? 'on disk' : inCommit
  return problemError('config-not-found', `There is no ${config} ${where}.`, { file: config })
}
