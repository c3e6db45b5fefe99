/** Where references must have run before they come here: what was written, with every default filled in. */
import type { Promotion, PromotionSource } from '../../../model/promotion.ts'
import { millisecondsOf } from './scalars.ts'
import type { WrittenPromotion } from './written-promotion.ts'

export function resolvePromotion(written: WrittenPromotion): Promotion {
  const { prefer = 'soaking', bypass } = written
  return {
    sources: sourcesOf(written).map(resolveSource),
    need: written.any === undefined ? 'all' : 'any',
    prefer,
    ...(bypass !== undefined && { bypass }),
  }
}

/** An environment, how long, and the status that says so: one as it stands in `from`, or those of its list. */
export type WrittenSource = NonNullable<WrittenPromotion['all']>[number]

/** In the order in which they are written. */
export function sourcesOf({
  environment,
  soak,
  status,
  all,
  any,
}: WrittenPromotion): readonly WrittenSource[] {
  if (environment === undefined) return all ?? any ?? []
  return [{ environment, ...(soak !== undefined && { soak }), ...(status !== undefined && { status }) }]
}

function resolveSource({ environment, soak = '0s', status }: WrittenSource): PromotionSource {
  return { environment, soak: millisecondsOf(soak), ...(status !== undefined && { status }) }
}
