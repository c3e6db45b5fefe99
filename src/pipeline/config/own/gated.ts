/** Whatever may be behind gates: environments, roots of Flux's objects and single automations. */
import type { Draft } from './draft.ts'
import type { Path } from './finding.ts'
import { allSettings } from './root-rules.ts'
import type { WrittenDelivery } from './written-delivery.ts'
import type { WrittenPromotion } from './written-promotion.ts'
import type { WrittenWindows } from './written-windows.ts'

export interface Gated {
  readonly path: Path
  /** Of an environment of our own file; those of Flux have names that are not known before its objects are read. */
  readonly name?: string
  readonly settings: {
    readonly from?: WrittenPromotion
    readonly windows?: WrittenWindows
    readonly delivery?: WrittenDelivery
  }
}

/** In the order of the file. */
export function allGated({ environments, flux }: Draft): readonly Gated[] {
  const own = [...environments].map(([name, settings]) => ({ path: ['environments', name], name, settings }))
  return [...own, ...allSettings(flux)]
}
