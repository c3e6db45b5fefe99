/** What guards the branches that requests want to enter. */
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import type { BranchRules } from '../../model/pull-request.ts'
import type { Forge } from '../../ports.ts'

/** By branch, each asked for once. Where no request is or may be under way nothing is asked. */
export async function recallRules(
  environments: readonly Environment[],
  existing: ReadonlyMap<string, ExistingBump>,
  forge: Pick<Forge, 'rules'>,
): Promise<ReadonlyMap<string, BranchRules>> {
  if (existing.size === 0) return new Map()
  const gated = environments.filter(({ delivery }) => delivery.kind === 'pull-request' && !delivery.bare)
  const branches = [...new Set(gated.map(({ branch }) => branch))]
  return new Map(
    await Promise.all(branches.map(async (branch) => [branch, await forge.rules(branch)] as const)),
  )
}
