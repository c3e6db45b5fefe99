/** Where a proposal goes in a repository that Flux looks after: objects in the folders that its clusters begin at. */
import type { SourceFile } from '../model/manifest.ts'
import type { RewrittenFile } from '../model/plan.ts'
import { problemError } from '../model/problem.ts'
import {
  addResource,
  fluxPolicyName,
  type FluxTarget,
  formatFluxObjects,
  type Proposal,
} from '../pipeline/proposal/proposal.ts'
import type { Worktree } from '../ports.ts'
import { readFluxOnDisk } from './configuration.ts'
import type { InitTarget } from './init-target.ts'
import { newFile } from './new-file.ts'

/** Throws `init-refused` where no GitRepository stands for the repository: the objects would hang in the air. */
export async function fluxTarget(worktree: Worktree): Promise<InitTarget> {
  const clusters = await findClusters(worktree)
  const [first] = clusters
  if (first === undefined) throw noCluster()
  const kustomizations = await worktree.read({
    matches: (path) => clusters.some((each) => isTop(path, each)),
  })
  const clusterOf = (environment: string): Cluster =>
    clusters.find(({ path }) => path.split('/').at(-1) === environment) ?? first
  return {
    keyOf: (environment, policy) =>
      `${clusterOf(environment).namespace}:${fluxPolicyName(environment, policy)}`,
    filesFor: (proposal) =>
      clusters.flatMap((cluster) => filesIn(cluster, { proposal, clusterOf, kustomizations })),
    next: [
      'Nothing is delivered for these objects until Flux has its image controllers, or the workflow says `take-over: true`:',
      'https://github.com/image-bump/image-bump/blob/main/.github/docs/FLUX.md tells of both.',
    ],
  }
}

/** The folder where a cluster begins. */
interface Cluster extends FluxTarget {
  readonly path: string
}

async function findClusters(worktree: Worktree): Promise<readonly Cluster[]> {
  const { roots } = await readFluxOnDisk({ worktree })
  return roots.flatMap(({ path, gitRepositories }): readonly Cluster[] => {
    const [any] = gitRepositories
    const source = gitRepositories.find(({ name, namespace }) => name === namespace) ?? any
    if (source === undefined) return []
    return [{ path, namespace: source.namespace, gitRepository: source.name }]
  })
}

function noCluster(): Error {
  const message =
    'There is no GitRepository here that Flux reads this repository from, as `flux bootstrap` makes one in gotk-sync.yaml.'
  return problemError('init-refused', message)
}

function isTop(path: string, cluster: Cluster): boolean {
  return (
    /^(kustomization\.ya?ml|Kustomization)$/.test(path.slice(prefixOf(cluster).length)) &&
    path.startsWith(prefixOf(cluster))
  )
}

function prefixOf({ path }: Cluster): string {
  return path === '' ? '' : `${path}/`
}

const objectsFile = 'image-automation.yaml'

interface Filing {
  readonly proposal: Proposal
  readonly clusterOf: (environment: string) => Cluster
  readonly kustomizations: readonly SourceFile[]
}

/** Where a kustomization lists what belongs to the cluster, the new file is listed as well. */
function filesIn(
  cluster: Cluster,
  { proposal, clusterOf, kustomizations }: Filing,
): readonly RewrittenFile[] {
  const environments = proposal.environments.filter(({ name }) => clusterOf(name) === cluster)
  if (environments.length === 0) return []
  const objects = newFile(`${prefixOf(cluster)}${objectsFile}`, formatFluxObjects(environments, cluster))
  const before = kustomizations.find(({ path }) => isTop(path, cluster))
  if (before === undefined) return [objects]
  const standing = proposal.edits.find((edit) => edit.before.path === before.path)?.after ?? before
  const after = addResource(standing, objectsFile)
  if (after === undefined) {
    const message = `The resources of ${before.path} are no list that one line can be added to.`
    throw problemError('init-refused', message, { file: before.path })
  }
  return [objects, { before: standing, after }]
}
