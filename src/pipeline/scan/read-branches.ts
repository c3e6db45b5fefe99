/** Reads each branch once, however many environments stand on it. */
import type { Environment } from '../../model/environment.ts'
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/plan.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { Ports, Wanted } from '../../ports.ts'
import { markerTraces } from './markers.ts'
import { ownerOf } from './owners.ts'

/** A branch as it was read, or why it could not be. */
export interface BranchView {
  readonly base?: CommitId
  readonly files: readonly SourceFile[]
  readonly problems: readonly Problem[]
}

/** The branches of the wanted environments; `onDisk` names the one whose files on disk are read. */
export async function readBranches(
  all: readonly Environment[],
  wanted: readonly Environment[],
  onDisk: string | undefined,
  ports: Pick<Ports, 'git' | 'worktree'>,
): Promise<ReadonlyMap<string, BranchView>> {
  const branches = [...new Set(wanted.map((environment) => environment.branch))]
  const remote = branches.filter((branch) => branch !== onDisk)
  const heads = remote.length === 0 ? new Map<string, CommitId>() : await ports.git.heads(remote)
  const views = new Map<string, BranchView>()
  for (const branch of branches) {
    const files = wantedFiles(all.filter((environment) => environment.branch === branch))
    views.set(branch, await readBranch({ branch, onDisk, head: heads.get(branch), files }, ports))
  }
  return views
}

interface BranchToRead {
  readonly branch: string
  readonly onDisk: string | undefined
  readonly head: CommitId | undefined
  readonly files: Wanted
}

async function readBranch(read: BranchToRead, ports: Pick<Ports, 'git' | 'worktree'>): Promise<BranchView> {
  if (read.branch === read.onDisk) return { files: await ports.worktree.read(read.files), problems: [] }
  if (read.head === undefined) return { files: [], problems: [branchNotFound(read.branch)] }
  try {
    return { base: read.head, files: await ports.git.read(read.head, read.files), problems: [] }
  } catch (thrown) {
    return { base: read.head, files: [], problems: problemsOf(thrown) }
  }
}

function wantedFiles(environments: readonly Environment[]): Wanted {
  const owners = environments.map(ownerOf)
  return { matches: (path) => owners.some((owns) => owns(path)), containing: markerTraces }
}

function branchNotFound(branch: string): Problem {
  return { code: 'branch-not-found', level: 'error', message: `The remote has no branch ${branch}.` }
}
