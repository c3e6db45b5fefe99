/** Parcels -> commits and pull requests. One refused parcel costs its own branch only. */
import type { CommitParcel, DescribedParcel } from '../../model/plan.ts'
import { problemsOf } from '../../model/problem.ts'
import type { Publication } from '../../model/report.ts'
import type { Ports } from '../../ports.ts'
import { publishRequest } from './publish-request.ts'

type PublishPorts = Pick<Ports, 'git' | 'forge'>

/** In the order given, one after another: GitHub asks for serial writes. */
export async function publish(
  parcels: readonly DescribedParcel[],
  ports: PublishPorts,
): Promise<readonly Publication[]> {
  const publications: Publication[] = []
  for (const described of parcels) {
    try {
      publications.push(...(await publishParcel(described, ports)))
    } catch (thrown) {
      publications.push(...failed(described, thrown))
    }
  }
  return publications
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
    base === undefined
      ? []
      : await git.deliver({
          branch,
          base,
          lease: base,
          commits: commits.map(({ message, files }) => ({ message, files: files.map(({ after }) => after) })),
        })
  return commits.map(({ planned }, index): Publication => {
    const commit = ids[index]
    const environment = planned.environment.name
    return commit === undefined
      ? { environment, branch, kind: 'planned' }
      : { environment, branch, kind: 'committed', commit }
  })
}

function failed({ parcel, commits }: DescribedParcel, thrown: unknown): readonly Publication[] {
  const [problem] = problemsOf(thrown)
  return commits.map(({ planned }): Publication => {
    const group = planned.group === undefined ? {} : { group: planned.group }
    return { environment: planned.environment.name, ...group, branch: parcel.branch, kind: 'failed', problem }
  })
}
