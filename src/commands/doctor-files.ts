/** The files that the doctor looks at besides those of a run: workflows, markers wherever they are, and what paths there are. */
import { type Environment, noBranch } from '../model/environment.ts'
import type { SourceFile } from '../model/manifest.ts'
import { problemsOf } from '../model/problem.ts'
import type { RunRequest } from '../model/request.ts'
import { mayHoldMarkers, type RunSeen, type Symptoms } from '../pipeline/diagnosis/diagnosis.ts'
import { markerTraces } from '../pipeline/scan/markers.ts'
import { isManifestPath } from '../pipeline/scan/owners.ts'
import type { Ports } from '../ports.ts'

/** Where the disk cannot be read. */
export const nothingOnDisk: Pick<Symptoms, 'workflows' | 'marked' | 'naming'> = {
  workflows: [],
  marked: [],
  naming: [],
}

/** Whoever owns them. */
export async function filesOnDisk(
  run: RunSeen | undefined,
  { worktree }: Pick<Ports, 'worktree'>,
): Promise<typeof nothingOnDisk> {
  const workflows = await worktree.read({
    matches: (path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
  })
  if (run === undefined) return { ...nothingOnDisk, workflows }
  const marked = await worktree.read({ matches: mayHoldMarkers, containing: markerTraces })
  const images = unmarkedImages(run)
  const naming: readonly SourceFile[] =
    images.length === 0 ? [] : await worktree.read({ matches: isManifestPath, containing: images })
  return { workflows, marked, naming }
}

function unmarkedImages({ scanned }: RunSeen): readonly string[] {
  const images = scanned.environments.flatMap(({ environment, manifests }) => {
    const marked = new Set(manifests.flatMap(({ markers }) => markers.map(({ policy }) => policy)))
    const own = environment.policies.filter(({ key }) => !marked.has(key))
    return own.map(({ repository }) => repository.name.text)
  })
  return [...new Set(images)]
}

/** Names alone: nothing is opened. A branch that cannot be read has told so already. */
export async function pathsOf(
  environments: readonly Environment[],
  request: RunRequest,
  { git, worktree }: Pick<Ports, 'git' | 'worktree'>,
): Promise<Symptoms['paths']> {
  const all = new Map<string, readonly string[]>()
  const branches = [...new Set(environments.map(({ branch }) => branch))]
  try {
    const { branch: current = noBranch } = await git.checkedOut()
    const others = branches.filter((branch) => request.from !== 'disk' || branch !== current)
    const heads = others.length === 0 ? new Map<string, string>() : await git.heads(others)
    for (const branch of branches) {
      const paths: string[] = []
      const matches = (path: string) => {
        paths.push(path)
        return false
      }
      const head = heads.get(branch)
      if (head !== undefined) await git.read(head, { matches })
      else if (request.from === 'disk' && branch === current) await worktree.read({ matches })
      else continue
      all.set(branch, paths)
    }
  } catch (thrown) {
    problemsOf(thrown)
  }
  return all
}
