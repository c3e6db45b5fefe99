/** Winners that no image reference can have: registries list what they are given. */
import type { Selection } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { isTag } from '../../model/reference.ts'

/** Flux fails its whole run at such a reference ("encountered invalid image ref"); here it costs its own policy. */
export function tagProblems(selections: readonly Selection[]): readonly Problem[] {
  return selections.flatMap((selection): readonly Problem[] => {
    if (selection.kind !== 'selected' || isTag(selection.latest.tag)) return []
    const { policy, latest } = selection
    const message = `${policy.key}: ${JSON.stringify(latest.tag)} is not a tag that an image reference can have.`
    return [{ code: 'tag-invalid', level: 'error', message, ...(policy.place && { place: policy.place }) }]
  })
}
