/** What a person decides instead of a policy's rule: a tag that is pinned, or that nothing is chosen for now. */
import type { ImagePolicy, Pin } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import type { Tag } from '../../model/reference.ts'
import type { Choice } from './choose.ts'
import { shown } from './record.ts'

/**
 * The policy's choice with its pin in place of the winner, also where the policy would never choose that tag or fails. A tag that the registry
 * does not list is `pin-not-listed`: a slip of the pen must not reach a cluster. A policy without a pin keeps its choice.
 */
export function pinned({ key, pin, place }: ImagePolicy, tags: readonly Tag[], choice: Choice): Choice {
  if (pin === undefined) return choice
  const { tag } = pin
  if (!tags.includes(tag)) {
    const message = `${key}: it is pinned to ${tag}, and the registry does not list that tag`
    const problem = { code: 'pin-not-listed', level: 'error', message, ...(place && { place }) } as const
    return { kind: 'failed', problem, record: choice.record }
  }
  const own = choice.kind === 'chosen' ? [choice.tag] : []
  const runnersUp = [...own, ...choice.record.runnersUp].filter((other) => other !== tag).slice(0, shown)
  const rule = `${pinText(pin)}; ${withoutPin(tag, choice)}`
  return { kind: 'chosen', tag, key: tag, record: { ...choice.record, rule, winner: tag, runnersUp } }
}

/** `pinned, INC-42`. */
export function pinText({ reason }: Pin): string {
  return reason === undefined ? 'pinned' : `pinned, ${reason}`
}

function withoutPin(tag: Tag, choice: Choice): string {
  if (choice.kind === 'failed') return 'without the pin nothing would be chosen'
  return choice.tag === tag ? 'the policy chooses it too' : `without the pin it would be ${choice.tag}`
}

/** The note on a suspended policy: which tags stay in the files while it waits. */
export function suspended({ key, place }: ImagePolicy, standing: readonly Tag[]): Problem {
  const stays =
    standing.length === 0
      ? 'what stands in the files stays'
      : `${standing.join(' and ')} ${standing.length === 1 ? 'stays' : 'stay'} in the files`
  const message = `${key} is suspended, so nothing is chosen and ${stays}; an open pull request is left as it is.`
  return { code: 'suspended', level: 'note', message, ...(place && { place }) }
}
