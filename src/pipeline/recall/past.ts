/** What earlier commits did to the files that are to change now: asked for only where a person's revert would hold. */
import type { Past } from '../../model/history.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import { wantedChanges } from '../../model/setter.ts'
import type { Git } from '../../ports.ts'

/** How many commits are looked at. */
const reach = 30

/** By the name of the environment. Files on disk have no past. */
export async function recallPast(
  scanned: readonly ScannedEnvironment[],
  selections: readonly EnvironmentSelections[],
  git: Pick<Git, 'history'>,
): Promise<ReadonlyMap<string, Past>> {
  const found = new Map<string, Past>()
  for (const { environment, base, manifests } of scanned) {
    const own = selectionsOf(environment.name, selections)
    const changes = wantedChanges(manifests, own)
    if (base === undefined || environment.hold === 'ignore' || changes.length === 0) continue
    const files = [...new Set(changes.map(({ marker }) => marker.place.file))]
    const commits = await git.history(base, files, reach)
    found.set(environment.name, { commits, isCut: commits.length === reach })
  }
  return found
}
