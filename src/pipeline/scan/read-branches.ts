/** Reads each branch once, however many environments stand on it. */
import { type Environment, noBranch } from '../../model/environment.ts'
import type { SourceFile } from '../../model/manifest.ts'
import type { CommitId } from '../../model/history.ts'
import { type Problem, problemsOf } from '../../model/problem.ts'
import type { Ports, Wanted } from '../../ports.ts'
import { type FoundMarkers, markerTraces, rememberMarkers } from './markers.ts'
import { ownerOf, ownersAmong } from './owners.ts'
import { fluxKustomizations, isKustomization } from './kustomize-reach.ts'

/** A branch as it was read, or why it could not be. */
export interface BranchView {
  readonly base?: CommitId
  readonly files: readonly SourceFile[]
  /** Kustomizations, read where a commit to the branch could change what a gated environment is built from. */
  readonly kustomizations: readonly SourceFile[]
  readonly problems: readonly Problem[]
  readonly markersIn: (file: SourceFile) => FoundMarkers
  /** Of all environments of the branch. */
  readonly ownersOf: (path: string) => readonly Environment[]
  /** Those of the paths of Flux's automations where nothing stands. */
  readonly emptyPaths?: ReadonlySet<string>
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
    const own = all.filter((environment) => environment.branch === branch)
    const empty = new Set(own.flatMap(({ flux }) => flux?.path || []))
    const files = [wantedFiles(own, empty), ...(isMixed(own) ? wantedKustomizations : [])]
    const ownersOf = ownersAmong(own)
    const view = await readBranch({ branch, onDisk, head: heads.get(branch), files, ownersOf }, ports)
    views.set(branch, view.problems.length > 0 ? view : { ...view, emptyPaths: empty })
  }
  return views
}

interface BranchToRead {
  readonly branch: string
  readonly onDisk: string | undefined
  readonly head: CommitId | undefined
  /** Files with markers first, then kustomizations. */
  readonly files: readonly Wanted[]
  readonly ownersOf: BranchView['ownersOf']
}

async function readBranch(
  { branch, onDisk, head, files, ownersOf }: BranchToRead,
  { git, worktree }: Pick<Ports, 'git' | 'worktree'>,
): Promise<BranchView> {
  const base = branch === onDisk || head === undefined ? {} : { base: head }
  const nothing = { ...base, files: [], kustomizations: [], markersIn: rememberMarkers(), ownersOf }
  if (branch !== onDisk && head === undefined) return { ...nothing, problems: [branchNotFound(branch)] }
  const read = (wanted: Wanted) =>
    branch === onDisk || head === undefined ? worktree.read(wanted) : git.read(head, wanted)
  try {
    const [marked = [], ...others] = await Promise.all(files.map(read))
    return { ...nothing, files: marked, kustomizations: others.flat(), problems: [] }
  } catch (thrown) {
    if (branch === onDisk) throw thrown
    return { ...nothing, problems: problemsOf(thrown) }
  }
}

/** Do some environments of a branch take commits, and others only what has been looked at? */
function isMixed(environments: readonly Environment[]): boolean {
  return new Set(environments.map(({ delivery }) => delivery.kind)).size > 1
}

const wantedKustomizations: readonly Wanted[] = [
  { matches: isKustomization },
  { matches: (path) => /\.ya?ml$/.test(path) && !isKustomization(path), containing: fluxKustomizations },
]

/** Takes each path out of `empty` below which there is any file. */
function wantedFiles(environments: readonly Environment[], empty: Set<string>): Wanted {
  const owners = environments.map(ownerOf)
  return {
    matches: (path) => {
      for (const folder of empty) if (path === folder || path.startsWith(`${folder}/`)) empty.delete(folder)
      return owners.some((owns) => owns(path))
    },
    containing: markerTraces,
  }
}

function branchNotFound(branch: string): Problem {
  const message =
    branch === noBranch
      ? 'No branch is checked out, and the environment names none.'
      : `The remote has no branch ${branch}.`
  return { code: 'branch-not-found', level: 'error', message }
}
