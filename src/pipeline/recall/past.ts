/** What earlier commits did to the files that are to change now: asked for only where a person's revert would hold. */
import type { Past } from '../../model/history.ts'
import type { Environment } from '../../model/environment.ts'
import { markerWord } from '../../model/marked-line.ts'
import type { Identity } from '../../model/pull-request.ts'
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
  { git, identity }: { readonly git: Pick<Git, 'history'>; readonly identity: Identity | undefined },
): Promise<ReadonlyMap<string, Past>> {
  const found = new Map<string, Past>()
  for (const { environment, base, manifests } of scanned) {
    const own = selectionsOf(environment.name, selections)
    const changes = wantedChanges(manifests, own)
    if (base === undefined || environment.hold === 'ignore' || changes.length === 0) continue
    const files = [...new Set(changes.map(({ marker }) => marker.place.file))]
    const addresses = addressesOf(environment, identity)
    const question = { files, atMost: reach, containing: markerWord, addresses }
    found.set(environment.name, await git.history(base, question))
  }
  return found
}

/** A person whose token we use may also write for himself. */
function addressesOf({ author }: Environment, identity: Identity | undefined): readonly string[] {
  return [
    ...(author === undefined ? [] : [author.email]),
    ...(identity === undefined || identity.kind === 'user' ? [] : [identity.email]),
  ]
}
