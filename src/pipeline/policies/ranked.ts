/** The tags that a policy would choose, one after the other. */
import type { Tag } from '../../model/reference.ts'
import { chooseFrom, type ReadPolicy } from './choose.ts'
import type { Remaining } from './exclude.ts'

/** Best first, at most so many; of tags that the policy does not tell apart only the one that it would choose. None where the policy fails. */
export function ranked(policy: ReadPolicy, remaining: Remaining, atMost: number): readonly Tag[] {
  const best: Tag[] = []
  let left = remaining.tags
  while (best.length < atMost) {
    const choice = chooseFrom(policy, { ...remaining, tags: left })
    if (choice.kind === 'failed') break
    best.push(choice.tag)
    left = left.filter((tag) => tag !== choice.tag)
  }
  return best
}
