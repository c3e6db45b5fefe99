/** What a request carries for a policy that is not decided leads on from what stands in the files by now, or it is carried no more. */
import type { ImagePolicy, Selection } from '../../model/policy.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { tagsStanding } from '../../model/standing.ts'
import { type SharedWork, weighWith } from '../policies/policies.ts'

/** Somebody may have written something newer since: nothing goes back because it could not be decided. */
export function onward(
  selections: readonly EnvironmentSelections[],
  scanned: readonly ScannedEnvironment[],
  work: SharedWork,
): readonly EnvironmentSelections[] {
  return selections.map((each) => {
    const place = scanned.find(({ environment }) => environment.name === each.environment)
    if (place === undefined || !each.selections.some(isCarrying)) return each
    const standing = tagsStanding(place.manifests)
    const here = { policies: place.environment.policies, standing, work }
    return { ...each, selections: each.selections.map((one) => leadingOn(one, here)) }
  })
}

type Undecided = Extract<Selection, { kind: 'undecided' }>

function isCarrying(selection: Selection): selection is Undecided {
  return selection.kind === 'undecided' && selection.carried !== undefined
}

interface Here {
  readonly policies: readonly ImagePolicy[]
  readonly standing: ReturnType<typeof tagsStanding>
  readonly work: SharedWork
}

function leadingOn(selection: Selection, { policies, standing, work }: Here): Selection {
  if (!isCarrying(selection)) return selection
  const { carried, ...rest } = selection
  const policy = policies.find(({ key }) => key === selection.policy.key)
  if (policy === undefined || carried === undefined) return selection
  const read = work.read(policy.spec)
  const tags = [...(standing.get(selection.policy.key) ?? [])]
  const isBehind = tags.some((tag) => weighWith(read, carried.tag, tag).age === 'newer')
  return isBehind || selection.stays === true ? { ...rest, stays: true } : selection
}
