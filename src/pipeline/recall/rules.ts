/** What guards the branches that requests want to enter. */
import { findBump } from '../../model/bump-branch.ts'
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
  const gated = environments.filter((environment) => mayAsk(environment, existing))
  const branches = [...new Set(gated.map(({ branch }) => branch))]
  return new Map(
    await Promise.all(branches.map(async (branch) => [branch, await forge.rules(branch)] as const)),
  )
}

/** What goes back asks, also where what goes forward is committed. */
function mayAsk(environment: Environment, existing: ReadonlyMap<string, ExistingBump>): boolean {
  const { delivery, policies } = environment
  if (delivery.kind === 'pull-request') return !delivery.bare
  return policies.some(({ key }) => existing.has(findBump(environment, key, 'back')?.branch ?? ''))
}
