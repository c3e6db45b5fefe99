/** When changes may be made: what was written, with the zone filled in. */
import type { Windows } from '../../../model/calendar.ts'
import { readWindow } from './window-text.ts'
import type { WrittenWindows } from './written-windows.ts'

/** Takes windows that the rules have found readable. */
export function resolveWindows({ allow = [], deny = [], timezone = 'UTC' }: WrittenWindows): Windows {
  const read = (texts: readonly string[]) =>
    texts.map(readWindow).flatMap((window) => ('wanted' in window ? [] : [window]))
  return { allow: read(allow), deny: read(deny), timezone }
}
