/** An automation of Flux that is followed: with what our own file says of it, it becomes an environment. */
import type { Environment, FluxOrigin } from '../../../model/environment.ts'
import type { Problem } from '../../../model/problem.ts'
import type { FluxAutomation } from './automations.ts'
import { deliveryFor } from './deliveries.ts'
import type { FluxRoot } from './flux.ts'
import { refuseFootguns } from './footguns.ts'
import type { Wanted } from './settings.ts'
import { signingKeyOf } from './signing-keys.ts'

/** What came of an automation. */
export interface ReadEnvironment {
  readonly environment?: Environment
  readonly problems: readonly Problem[]
}

/** An automation, and what our file says of it. */
export interface Followed {
  readonly root: FluxRoot
  readonly automation: FluxAutomation
  readonly common: Common
  readonly wanted: Wanted
}

/** What is the same whatever the branches are. */
export type Common = Omit<Environment, 'branch' | 'delivery'> & { readonly flux: FluxOrigin }

/** Its environment, once its branches are known; `push` is absent where that branch is not its own. */
export function toRead(
  { automation, common, wanted }: Followed,
  { checkout, push }: { readonly checkout: string; readonly push: string | undefined },
  signingKeys: readonly string[],
): ReadEnvironment {
  const { downgrade = common.downgrade, hold = common.hold, allow = [] } = wanted
  const { signingKey, problems } = signingKeyOf(automation, signingKeys)
  const environment = {
    ...common,
    branch: checkout,
    delivery: deliveryFor(checkout, push, wanted),
    downgrade,
    hold,
    suspend: common.suspend || wanted.suspend,
    ...(wanted.from && { from: wanted.from }),
    ...(wanted.windows && { windows: wanted.windows }),
    ...(signingKey !== undefined && { signingKey }),
    flux: { ...common.flux, ...(wanted.strict && { strict: true }) },
  }
  if (wanted.delivery?.kind !== 'pull-request') return { environment, problems }
  const checked = refuseFootguns(environment, allow)
  return { environment: checked.environment, problems: [...problems, ...checked.problems] }
}

/** Clusters may have an automation in common, with all its policies: that is one environment, and bears the name of the first. */
export function distinct(all: readonly Followed[]): readonly Followed[] {
  const seen = new Map<string, Followed>()
  for (const each of all) {
    const { name: _, ...meaning } = each.common
    const key = JSON.stringify([meaning, each.automation.source?.ref, each.wanted], withEntries)
    if (!seen.has(key)) seen.set(key, each)
  }
  return [...seen.values()]
}

/** JSON knows no maps. */
function withEntries(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value
}
