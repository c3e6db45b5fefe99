/** Whose token the run uses. It is asked at most once, and only where something is or may be written. */
import type { Identity } from '../../model/pull-request.ts'
import { type EnvironmentSelections, selectionsOf } from '../../model/report.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { problemsOf } from '../../model/problem.ts'
import { wantedChanges } from '../../model/setter.ts'
import type { Forge } from '../../ports.ts'

export interface WhoseToken {
  /** Throws what GitHub says. */
  readonly whoAmI: Forge['whoAmI']
  /** What is known, or is worth a question because a file is to change. Undefined where it cannot be known: commits need no GitHub. */
  find(
    scanned: readonly ScannedEnvironment[],
    selections: readonly EnvironmentSelections[],
  ): Promise<Identity | undefined>
}

export function whoseToken(forge: Pick<Forge, 'whoAmI'>): WhoseToken {
  let asked: Promise<Identity> | undefined
  const whoAmI = () => (asked ??= forge.whoAmI())
  return {
    whoAmI,
    find: async (scanned, selections) => {
      if (asked === undefined && !scanned.some((each) => isToChange(each, selections))) return undefined
      try {
        return await whoAmI()
      } catch (thrown) {
        problemsOf(thrown)
        return undefined
      }
    },
  }
}

/** Files on disk are written by nobody's token. */
function isToChange(
  { environment, base, manifests }: ScannedEnvironment,
  selections: readonly EnvironmentSelections[],
): boolean {
  const own = selectionsOf(environment.name, selections)
  return base !== undefined && wantedChanges(manifests, own).length > 0
}
