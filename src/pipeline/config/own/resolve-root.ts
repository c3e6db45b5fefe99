/** Roots of Flux's objects as our file names them, and what it settles for all automations of each, or for one. */
import type { Place } from '../../../model/problem.ts'
import type { WantedRoot } from '../flux/roots.ts'
import type { AutomationSettings, RootSettings } from '../flux/settings.ts'
import type { Path } from './finding.ts'
import { resolveDelivery } from './resolve-delivery.ts'
import { resolvePromotion } from './resolve-promotion.ts'
import { resolveWindows } from './resolve-windows.ts'
import type { WrittenSettings } from './written-delivery.ts'
import type { WrittenRoot } from './written.ts'

export interface OwnRoot extends WantedRoot, RootSettings {
  readonly place: Place
}

/** What is not written is as Flux has it. `placeAt` takes a path below the root. */
export function resolveRoot(
  { name, path, automations = {}, ...settings }: WrittenRoot,
  placeAt: (path: Path, at: 'key' | 'value') => Place,
): OwnRoot {
  const own = Object.entries(automations).map(
    ([automation, each]) =>
      [automation, { ...resolveSettings(each), place: placeAt(['automations', automation], 'key') }] as const,
  )
  return {
    name,
    path,
    ...resolveSettings(settings),
    ...(own.length > 0 && { automations: new Map(own) }),
    place: placeAt([], 'value'),
  }
}

function resolveSettings({ delivery, from, windows, ...settings }: WrittenSettings): AutomationSettings {
  return {
    ...settings,
    ...(delivery !== undefined && { delivery: resolveDelivery(delivery) }),
    ...(from && { from: resolvePromotion(from) }),
    ...(windows && { windows: resolveWindows(windows) }),
  }
}
