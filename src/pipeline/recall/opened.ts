/** Whose label opened the gates of which request. */
import type { Environment } from '../../model/environment.ts'
import type { ExistingBump } from '../../model/plan.ts'
import { stateOf } from '../../model/pull-request.ts'
import type { Forge } from '../../ports.ts'

/** Those given, with whoever opened them. Asked only where the label is there; a label that a program gave opens nothing. */
export async function withOpened(
  environments: readonly Environment[],
  existing: ReadonlyMap<string, ExistingBump>,
  forge: Pick<Forge, 'labelledBy'>,
): Promise<ReadonlyMap<string, ExistingBump>> {
  const wanted = new Map(environments.map(({ name, from }) => [name, from?.bypass?.toLowerCase()]))
  const opened = new Map(existing)
  for (const [branch, found] of existing) {
    const { request } = found
    const bypass = wanted.get((request && stateOf(request)?.environment) ?? '')
    // GitHub tells no capital letters apart in labels.
    const label = request?.labels.find((each) => each.toLowerCase() === bypass)
    if (request === undefined || label === undefined) continue
    const openedBy = await forge.labelledBy(request.number, label)
    if (openedBy !== undefined) opened.set(branch, { ...found, request: { ...request, openedBy } })
  }
  return opened
}
