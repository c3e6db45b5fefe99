/** What a person may write in `windows`: when changes may be made. */
import type { z } from 'zod'
import { map, text, texts } from './scalars.ts'

/** `windows` of an environment. */
export const writtenWindows = map({
  allow: texts.exactOptional().describe('When changes may go on, as in Mon-Thu 09:00-16:00'),
  deny: texts.exactOptional().describe('Days on which they may not, as in 2026-12-20..2027-01-04'),
  timezone: text.exactOptional().meta({ description: 'As in Europe/Berlin', default: 'UTC' }),
}).describe('Times for changes')

export type WrittenWindows = z.output<typeof writtenWindows>
