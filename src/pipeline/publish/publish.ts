/** Parcels -> commits and pull requests. One refused parcel costs its own branch only. */
import type { CommitParcel, DescribedParcel } from '../../model/plan.ts'
import { problemError, problemsOf } from '../../model/problem.ts'
import { aboutCommit, type Publication } from '../../model/report.ts'
import type { Ports } from '../../ports.ts'
import { contradictions, newCommits } from './new-commits.ts'
import { publishRequest } from './publish-request.ts'

export { admit } from './admit.ts'
export { keepLedger } from './keep-ledger.ts'
export { gatingsNow, sayGates } from './say-gates.ts'
export { tidy } from './tidy.ts'

type PublishPorts = Pick<Ports, 'git' | 'forge'>

/** In the order given, one after another: GitHub asks for serial writes. */
export async function publish(
  parcels: readonly DescribedParcel[],
  ports: PublishPorts,
): Promise<readonly Publication[]> {
  const publications: Publication[] = []
  const committed: DescribedParcel[] = []
  for (const described of parcels) {
    try {
      if (committed.some((before) => isOvertaken(described, before))) throw movedByUs(described)
      const own = await publishParcel(described, ports)
      publications.push(...own)
      if (own.some(({ kind }) => kind === 'committed')) committed.push(described)
    } catch (thrown) {
      publications.push(...failed(described, thrown))
    }
  }
  return publications
}

/** A request whose files this run has just committed to would undo that commit when it is merged: it must be looked at again. */
function isOvertaken({ parcel, commits }: DescribedParcel, before: DescribedParcel): boolean {
  if (parcel.kind !== 'pull-request' || parcel.into !== before.parcel.branch) return false
  const paths = new Set(pathsOf(before.commits))
  return pathsOf(commits).some((path) => paths.has(path))
}

function pathsOf(commits: DescribedParcel['commits']): readonly string[] {
  return commits.flatMap(({ files }) => files.map(({ after }) => after.path))
}

function movedByUs({ parcel }: DescribedParcel): Error {
  return problemError(
    'branch-moved',
    `This run's own commit has changed files that ${parcel.branch} changes too.`,
  )
}

async function publishParcel(
  described: DescribedParcel,
  ports: PublishPorts,
): Promise<readonly Publication[]> {
  const { parcel } = described
  if (described.commits.length === 0) return []
  switch (parcel.kind) {
    case 'commit':
      return publishCommits(parcel, described, ports)
    case 'pull-request':
      return [await publishRequest(parcel, described, ports)]
  }
}

async function publishCommits(
  { branch, base }: CommitParcel,
  { commits }: DescribedParcel,
  { git }: PublishPorts,
): Promise<readonly Publication[]> {
  const ids =
    base === undefined ? [] : await git.deliver({ branch, base, lease: base, ...newCommits(commits) })
  const tip = ids.at(-1)
  // So that later steps of the job see the new files. It is no fault where it cannot be.
  if (base !== undefined && tip !== undefined) await git.follow(branch, base, tip)
  const warnings = contradictions(commits)
  return commits.map(({ planned }, index): Publication => {
    const commit = ids[index]
    const about = { ...aboutCommit(planned, branch), ...(warnings.length > 0 && { warnings }) }
    return commit === undefined ? { ...about, kind: 'planned' } : { ...about, kind: 'committed', commit }
  })
}

function failed({ parcel, commits }: DescribedParcel, thrown: unknown): readonly Publication[] {
  const [problem, ...warnings] = problemsOf(thrown)
  const why = { problem, ...(warnings.length > 0 && { warnings }) }
  return commits.map(({ planned }) => ({ ...aboutCommit(planned, parcel.branch), kind: 'failed', ...why }))
}
