/** The first step: where configuration lies, and the branch of environments that name none. */
import { noBranch } from '../../model/environment.ts'
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/plan.ts'
import { type Problem, ProblemError } from '../../model/problem.ts'
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
  const current = checkedOut.branch ?? noBranch
  const branch = request.defaultBranch === 'checked-out' ? current : await ports.git.defaultBranch()
  const sought = seek(request.config)
  const [file] = await readConfiguration(request, checkedOut.commit, sought.wanted, ports)
  if (file === undefined)
    throw configNotFound(sought, placeText(request, checkedOut.commit), unreadOnDisk(request, ports))
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

/** A configuration that is looked for. */
export interface Sought {
  readonly file: string
  readonly wanted: Wanted
  /** Did a folder of that name come by? */
  readonly isFolder: () => boolean
}

/** Looks for a file, and keeps an eye on folders. */
export function seek(file: string): Sought {
  let isFolder = false
  const matches = (path: string): boolean => {
    isFolder ||= path.startsWith(`${file.replace(/\/+$/, '')}/`)
    return path === file
  }
  return { file, wanted: { matches }, isFolder: () => isFolder }
}

/** There is no configuration where it was looked for; what could not be read there may be why. */
export function configNotFound(
  { file, isFolder }: Sought,
  where: string,
  unread: readonly Problem[] = [],
): ProblemError {
  const message = isFolder()
    ? `${file} is a folder ${where}; wanted the configuration file in it.`
    : `There is no ${file} ${where}.`
  return new ProblemError([
    { code: 'config-not-found', level: 'error', message, place: { file } },
    ...unread.filter(({ place }) => place !== undefined && `${file}/`.startsWith(`${place.file}/`)),
  ])
}

function unreadOnDisk({ from }: RunRequest, { worktree }: Pick<Ports, 'worktree'>): readonly Problem[] {
  return from === 'disk' ? (worktree.problems?.() ?? []) : []
}

function placeText({ from }: RunRequest, commit: CommitId | undefined): string {
  if (from === 'disk') return 'on disk'
  return commit === undefined ? 'in a commit, since none is checked out' : `in commit ${commit.slice(0, 7)}`
}
