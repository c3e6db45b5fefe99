/** Rules on windows: one that cannot be read is an error, and never "always". */
import { isTimezone } from '../../../model/calendar.ts'
import type { Draft, Rule } from './draft.ts'
import { wrongValue, type Finding } from './finding.ts'
import { quote } from './wording.ts'
import { readWindow } from './window-text.ts'

/** All rules on windows. */
export const windowRules: readonly Rule[] = [windowsAreReadable, zonesAreKnown]

function windowsAreReadable({ environments }: Draft): readonly Finding[] {
  return [...environments].flatMap(([name, { windows = {} }]) =>
    (['allow', 'deny'] as const).flatMap((list) =>
      (windows[list] ?? []).flatMap((text, position) => {
        const read = readWindow(text)
        if (!('wanted' in read)) return []
        const path = ['environments', name, 'windows', list, position]
        return [wrongValue(path, `${quote(text)} is no window; wanted ${read.wanted}`)]
      }),
    ),
  )
}

function zonesAreKnown({ environments }: Draft): readonly Finding[] {
  return [...environments].flatMap(([name, { windows }]) =>
    windows?.timezone === undefined || isTimezone(windows.timezone)
      ? []
      : [
          wrongValue(
            ['environments', name, 'windows', 'timezone'],
            `${quote(windows.timezone)} is no time zone; wanted an IANA name such as \`Europe/Berlin\``,
          ),
        ],
  )
}
