/** What a request carries for a policy that is not decided leads on from what stands in the files by now, or it is carried no more. */
import type { Selection } from '../../model/policy.ts'
import type { EnvironmentSelections } from '../../model/report.ts'
import type { ScannedEnvironment } from '../../model/scanned.ts'
import { type SharedWork, sharedWork, weighWith } from '../policies/policies.ts'
import { tagsInFiles } from './tags-in-files.ts'

/** Somebody may have written something newer since: nothing goes back because it could not be decided. */
export function onward(
  selections: readonly EnvironmentSelections[],
  scanned: readonly ScannedEnvironment[],
): readonly EnvironmentSelections[] {
  const work = sharedWork()
  return selections.map((each) => {
    const place = scanned.find(({ environment }) => environment.name === each.environment)
    if (place === undefined || !each.selections.some(isCarrying)) return each
    return { ...each, selections: each.selections.map((one) => leadingOn(one, place, work)) }
  })
}

type Undecided = Extract<Selection, { kind: 'undecided' }>

function isCarrying(selection: Selection): selection is Undecided {
  return selection.kind === 'undecided' && selection.carried !== undefined
}

function leadingOn(
  selection: Selection,
  { environment, manifests }: ScannedEnvironment,
  work: SharedWork,
): Selection {
  if (!isCarrying(selection)) return selection
  const { carried, ...rest } = selection
  const policy = environment.policies.find(({ key }) => key === selection.policy.key)
  const standing = [...(tagsInFiles(manifests).get(selection.policy.key) ?? [])]
  if (policy === undefined || carried === undefined) return selection
  const read = work.read(policy.spec)
  const isBehind = standing.some((tag) => weighWith(read, carried.tag, tag).age === 'newer')
  return isBehind || selection.stays === true ? { ...rest, stays: true } : selection
}
