/** What is already under way: the bump branches and open pull requests of gated environments. */
import { bumpBranchName, groupOf } from '../../model/bump-branch.ts'
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { Ports } from '../../ports.ts'

/** By the name of the bump branch. Asks nothing where no environment delivers by pull request. */
export async function recall(
  environments: readonly Environment[],
  selections: readonly EnvironmentSelections[],
  ports: Pick<Ports, 'git' | 'forge'>,
): Promise<ReadonlyMap<string, ExistingBump>> {
  const names = [...new Set(environments.flatMap((environment) => bumpBranches(environment, selections)))]
  if (names.length === 0) return new Map()
  const [heads, requests] = await Promise.all([ports.git.heads(names), ports.forge.find(names)])
  const existing = new Map<string, ExistingBump>()
  for (const name of names) {
    const head = heads.get(name)
    const request = requests.find((each) => each.head === name)
    existing.set(name, {
      ...(head !== undefined && { branch: await ports.git.bumpBranch(head) }),
      ...(request !== undefined && { request }),
    })
  }
  return existing
}

function bumpBranches(
  environment: Environment,
  selections: readonly EnvironmentSelections[],
): readonly string[] {
  const { delivery } = environment
  if (delivery.kind !== 'pull-request') return []
  const own = selections.find((each) => each.environment === environment.name)?.selections ?? []
  return own
    .filter((selection) => selection.kind === 'selected')
    .map((selection) => bumpBranchName(environment, groupOf(delivery.group, selection.policy.key)))
}
