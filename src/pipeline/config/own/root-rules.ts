/** Rules on roots of Flux's objects, and on what is set for them. */
import type { Draft, Rule } from './draft.ts'
import { wrongValue, type Finding, type Path } from './finding.ts'
import { quote } from './wording.ts'
import type { WrittenSettings } from './written-delivery.ts'
import type { WrittenRoot } from './written.ts'

/** All rules on roots. */
export const rootRules: readonly Rule[] = [rootsAreDistinct, requestsAreWanted]

/** Settings with the path at which they are written: a root's own, then those for its automations. */
export function allSettings(
  flux: readonly WrittenRoot[],
): readonly { readonly path: Path; readonly settings: WrittenSettings }[] {
  return flux.flatMap(({ automations = {}, ...settings }, index) => [
    { path: ['flux', index], settings },
    ...Object.entries(automations).map(([name, each]) => ({
      path: ['flux', index, 'automations', name],
      settings: each,
    })),
  ])
}

/** The names of Flux's environments begin with that of their root. */
function rootsAreDistinct({ flux }: Draft): readonly Finding[] {
  return flux.flatMap(({ name }, index) =>
    flux.findIndex((other) => other.name === name) < index
      ? [wrongValue(['flux', index, 'name'], `two roots are named ${quote(name)}; wanted a name for each`)]
      : [],
  )
}

/** A bare branch has no request that could be labelled, armed or held. */
function requestsAreWanted({ flux }: Draft): readonly Finding[] {
  return allSettings(flux).flatMap(({ path, settings: { delivery = 'commit', pullRequests } }) => {
    const isByRequest = typeof delivery === 'string' ? delivery === 'pullRequest' : 'pullRequest' in delivery
    if (pullRequests !== false || !isByRequest) return []
    const message =
      '`pullRequests` is false, and `delivery` beside it is by pull request; wanted one of the two'
    return [wrongValue([...path, 'pullRequests'], message)]
  })
}
