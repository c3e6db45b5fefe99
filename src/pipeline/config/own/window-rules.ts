/** Rules on windows: one that cannot be read is an error, and never "always". */
import { isTimezone } from '../../../model/calendar.ts'
import type { Draft, Rule } from './draft.ts'
import { wrongValue, type Finding } from './finding.ts'
import { allGated } from './gated.ts'
import { quote } from './wording.ts'
import { readWindow } from './window-text.ts'

/** All rules on windows. */
export const windowRules: readonly Rule[] = [windowsAreReadable, zonesAreKnown]

function windowsAreReadable(draft: Draft): readonly Finding[] {
  return allGated(draft).flatMap(({ path: above, settings: { windows = {} } }) =>
    (['allow', 'deny'] as const).flatMap((list) =>
      (windows[list] ?? []).flatMap((text, position) => {
        const read = readWindow(text)
        if (!('wanted' in read)) return []
        const path = [...above, 'windows', list, position]
        return [wrongValue(path, `${quote(text)} is no window; wanted ${read.wanted}`)]
      }),
    ),
  )
}

function zonesAreKnown(draft: Draft): readonly Finding[] {
  return allGated(draft).flatMap(({ path, settings: { windows } }) =>
    windows?.timezone === undefined || isTimezone(windows.timezone)
      ? []
      : [
          wrongValue(
            [...path, 'windows', 'timezone'],
            `${quote(windows.timezone)} is no time zone; wanted an IANA name such as \`Europe/Berlin\``,
          ),
        ],
  )
}
