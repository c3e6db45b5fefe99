/** Whose label opened the gates of which request. */
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { stateOf } from '../../model/pull-request.ts'
import type { Forge } from '../../ports.ts'

/** By the number of the request. Asked only where the label is there; a label that a program gave opens nothing. */
export async function recallOpened(
  environments: readonly Environment[],
  existing: ReadonlyMap<string, ExistingBump>,
  forge: Pick<Forge, 'labelledBy'>,
): Promise<ReadonlyMap<number, string>> {
  const labels = new Map(environments.map(({ name, from }) => [name, from?.bypass]))
  const opened = new Map<number, string>()
  for (const { request } of existing.values()) {
    const label = labels.get((request && stateOf(request)?.environment) ?? '')
    if (request === undefined || label === undefined || !request.labels.includes(label)) continue
    const by = await forge.labelledBy(request.number, label)
    if (by !== undefined) opened.set(request.number, by)
  }
  return opened
}
