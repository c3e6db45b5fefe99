import { expect, test } from '@jest/globals'
import { readWindow } from '../../../src/pipeline/config/own/window-text.ts'
import { windowGates } from '../../../src/pipeline/plan/windows.ts'
import { anEnvironment } from '../../support/builders.ts'

test.each([
  { timezone: 'UTC', text: 'no changes before 2027-01-05 00:00 UTC' },
  { timezone: 'Europe/Berlin', text: 'no changes before 2027-01-04 23:00 UTC (Europe/Berlin)' },
])('a closed window names its time zone once: $text', ({ timezone, text }) => {
  const read = readWindow('2026-12-20..2027-01-04')
  if ('wanted' in read) throw new Error(read.wanted)
  const windows = { allow: [], deny: [read], timezone }
  const [gate] = windowGates(anEnvironment({ windows }), { now: Date.UTC(2026, 11, 24) })
  expect(gate?.text).toMatch(new RegExp(`${text.replace(/[()]/g, '\\$&')}$`))
})
