/** The tags that a policy would choose, one after the other. */
import type { Tag } from '../../model/reference.ts'
import { chooseFrom, type ReadPolicy } from './choose.ts'
import type { Remaining } from './exclude.ts'

/** Best first, each found when it is asked for: it takes a look at all that are left. None where the policy fails. */
export function* ranked(policy: ReadPolicy, remaining: Remaining): Generator<Tag, void, void> {
  for (let left = remaining.tags; ;) {
    const choice = chooseFrom(policy, { ...remaining, tags: left })
    if (choice.kind === 'failed') return
    yield choice.tag
    left = left.filter((tag) => tag !== choice.tag)
  }
}
