/** Weighs a tag that stands in a file against the winner, in the policy's own order. */
import type { Weighed } from '../../model/policy.ts'
import type { Tag } from '../../model/reference.ts'
import type { ReadPolicy } from './choose.ts'
import { type Filter, keyOf } from './filter-tags.ts'
import type { Rule } from './rule.ts'

/**
 * `newer` means that the policy's order puts the current tag above the winner, `same` that it does not tell them apart, `unknown`
 * that it cannot say. The current tag need not be listed any more. A policy with a problem fits nothing and knows no order.
 */
export function weighWith({ rule, filter }: ReadPolicy, winner: Tag, current: Tag): Weighed {
  if ('code' in rule || 'code' in filter) return { tag: current, fits: false, age: 'unknown' }
  const key = keyOf(current, filter)
  const fits = key !== undefined && rule.objection(key) === undefined
  if (current === winner) return { tag: current, fits, age: 'same' }
  const comparable = key ?? outsideKey(rule, filter, current)
  const winnersKey = keyOf(winner, filter)
  const order =
    comparable === undefined || winnersKey === undefined ? undefined : rule.compare(comparable, winnersKey)
  return { tag: current, fits, age: ageOf(order) }
}

/**
 * A version or a number says how old it is even where the filter does not match: after the filter was narrowed, an older tag is
 * still an older tag. The place of other text in the alphabet says nothing.
 */
function outsideKey(rule: Rule, filter: Filter, tag: Tag): string | undefined {
  return filter.extract !== undefined || rule.kind === 'alphabetical' ? undefined : tag
}

function ageOf(order: number | undefined): Weighed['age'] {
  if (order === undefined) return 'unknown'
  if (order === 0) return 'same'
  return order > 0 ? 'newer' : 'older'
}
