/** Which steps are worth asking about: those of requests whose words will be written. */
import type { PlannedCommit } from '../../model/plan.ts'
import type { Course, ImagePolicy, PolicyKey, Selection } from '../../model/policy.ts'
import type { ImageReference, Tag } from '../../model/reference.ts'
import { findWanted } from '../../model/setter.ts'
import type { Side } from '../../model/kind-of-step.ts'
import { oldSides } from '../../model/sides.ts'

/** One policy's step in one request. */
export interface Subject {
  readonly environment: string
  readonly policy: ImagePolicy
  readonly to: ImageReference
  /** What stood there before; the first where there were several. */
  readonly from?: Side
  readonly course: Course
  /** Tags that the step brings, the newest first, as far as the record of the decision has them. */
  readonly tags: readonly Tag[]
}

/** In the order in which the policies were selected. */
export function subjectsOf(
  { environment, changes, course }: PlannedCommit,
  selections: readonly Selection[],
): readonly Subject[] {
  const changed = new Set<PolicyKey>(changes.map(({ marker }) => marker.policy))
  return selections.flatMap((selection): readonly Subject[] => {
    // What a request keeps of an undecided policy was told when it came.
    if (selection.kind !== 'selected') return []
    const { policy } = selection
    const to = changed.has(policy.key) ? findWanted(selection) : undefined
    if (to === undefined) return []
    const own = changes.filter(({ marker }) => marker.policy === policy.key)
    const [from] = oldSides(own, policy.repository.name)
    const tags = tagsOf(selection, to.tag, from?.tag)
    return [{ environment: environment.name, policy, to, course, tags, ...(from && { from }) }]
  })
}

/** The winner, and those that came next down to the one that is replaced. */
function tagsOf(selection: Selection, winner: Tag, replaced: Tag | undefined): readonly Tag[] {
  const next = selection.kind === 'selected' && replaced !== undefined ? selection.record.runnersUp : []
  const end = next.indexOf(replaced ?? '')
  return [winner, ...(end < 0 ? next : next.slice(0, end))]
}
