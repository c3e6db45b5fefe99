import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { openingAt, type Window, type Windows } from '../../src/model/calendar.ts'
import { readWindow } from '../../src/pipeline/config/own/window-text.ts'

function windowOf(text: string): Window {
  const read = readWindow(text)
  if ('wanted' in read) throw new Error(`${text}: ${read.wanted}`)
  return read
}

interface Written {
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly timezone?: string
}

function windows({ allow = [], deny = [], timezone = 'Europe/Berlin' }: Written): Windows {
  return { allow: allow.map(windowOf), deny: deny.map(windowOf), timezone }
}

/** `open`, `until <time>` or `closed`. */
function told(written: Written, at: string): string {
  const opening = openingAt(windows(written), Date.parse(at))
  if (opening.kind === 'open') return 'open'
  return opening.until === undefined
    ? 'closed'
    : `until ${new Date(opening.until).toISOString().slice(0, 16)}Z`
}

const office = { allow: ['Mon-Thu 09:00-16:00'] }

describe('windows', () => {
  test.each([
    // Berlin is one hour ahead of UTC in winter; 2026-11-16 is a Monday.
    { written: office, at: '2026-11-16T08:00Z', told: 'open' },
    { written: office, at: '2026-11-16T07:59:59Z', told: 'until 2026-11-16T08:00Z' },
    { written: office, at: '2026-11-16T14:59:59Z', told: 'open' },
    { written: office, at: '2026-11-16T15:00Z', told: 'until 2026-11-17T08:00Z' },
    { written: office, at: '2026-11-19T15:00Z', told: 'until 2026-11-23T08:00Z' },
    { written: { ...office, timezone: 'UTC' }, at: '2026-11-16T08:00Z', told: 'until 2026-11-16T09:00Z' },
    // In summer it is two hours ahead.
    { written: office, at: '2026-07-20T07:00Z', told: 'open' },
    { written: office, at: '2026-07-20T06:59Z', told: 'until 2026-07-20T07:00Z' },
    { written: {}, at: '2026-11-16T08:00Z', told: 'open' },
    { written: { allow: ['Fri 22:00-02:00'] }, at: '2026-11-20T22:30Z', told: 'open' },
    { written: { allow: ['Fri 22:00-02:00'] }, at: '2026-11-21T00:59Z', told: 'open' },
    { written: { allow: ['Fri 22:00-02:00'] }, at: '2026-11-21T01:00Z', told: 'until 2026-11-27T21:00Z' },
    { written: { allow: ['Sun 22:00-02:00'] }, at: '2026-11-16T00:30Z', told: 'open' },
    { written: { allow: ['Sat,Sun'] }, at: '2026-11-21T23:30Z', told: 'open' },
    { written: { allow: ['22:00-06:00'] }, at: '2026-11-18T02:00Z', told: 'open' },
    { written: { allow: ['Fri-Mon 00:00-24:00'] }, at: '2026-11-17T12:00Z', told: 'until 2026-11-19T23:00Z' },
    { written: { deny: ['2026-12-20..2027-01-04'] }, at: '2026-12-19T22:59Z', told: 'open' },
    {
      written: { deny: ['2026-12-20..2027-01-04'] },
      at: '2026-12-19T23:00Z',
      told: 'until 2027-01-04T23:00Z',
    },
    {
      written: { ...office, deny: ['2026-11-17'] },
      at: '2026-11-17T12:00Z',
      told: 'until 2026-11-18T08:00Z',
    },
    {
      written: { deny: ['2026-12-24T12:00..2026-12-27T09:00'] },
      at: '2026-12-24T11:30Z',
      told: 'until 2026-12-27T08:00Z',
    },
    {
      written: { allow: ['2026-12-01..2026-12-31'] },
      at: '2026-11-16T08:00Z',
      told: 'until 2026-11-30T23:00Z',
    },
    { written: { allow: ['2025-12-01'] }, at: '2026-11-16T08:00Z', told: 'closed' },
  ])('$written at $at: $told', ({ written, at, told: wanted }) => {
    expect(told(written, at)).toBe(wanted)
  })

  test.each([
    // Clocks go forward on 2027-03-28 at 02:00, which is 01:00 UTC: there is no 02:30.
    {
      name: 'an hour that is skipped is in no window',
      allow: '02:00-03:00',
      at: '2027-03-28T00:59Z',
      told: 'until 2027-03-29T00:00Z',
    },
    {
      name: 'a window that begins in it is open behind it',
      allow: '02:30-05:00',
      at: '2027-03-28T01:00Z',
      told: 'open',
    },
    {
      name: 'and is told to open then',
      allow: '02:30-05:00',
      at: '2027-03-28T00:30Z',
      told: 'until 2027-03-28T01:00Z',
    },
    // Clocks go back on 2026-10-25 at 03:00, which is 01:00 UTC: 02:30 comes twice.
    {
      name: 'an hour that comes twice is open the first time',
      allow: '02:00-03:00',
      at: '2026-10-25T00:30Z',
      told: 'open',
    },
    { name: 'and the second time', allow: '02:00-03:00', at: '2026-10-25T01:30Z', told: 'open' },
    {
      name: 'between two such halves it opens again',
      allow: '02:00-02:30',
      at: '2026-10-25T00:45Z',
      told: 'until 2026-10-25T01:00Z',
    },
  ])('$name', ({ allow, at, told: wanted }) => {
    expect(told({ allow: [allow] }, at)).toBe(wanted)
  })

  test('open when they say so, and not before', () => {
    const names = ['Mon-Fri 08:15-17:45', 'Sat 22:00-03:30', 'Sun', '2026-12-24..2026-12-26', '05:00-05:30']
    const some = fc.subarray(names)
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Australia/Lord_Howe',
      'UTC',
    )
    const at = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') })
    fc.assert(
      fc.property(some, some, zone, at, (allow, deny, timezone, now) => {
        const all = windows({ allow, deny, timezone })
        const opening = openingAt(all, now)
        if (opening.kind === 'open' || opening.until === undefined) return
        expect(opening.until).toBeGreaterThan(now)
        expect(openingAt(all, opening.until).kind).toBe('open')
        const between = now + Math.floor((opening.until - now) / 2)
        expect(openingAt(all, between).kind).toBe('closed')
        expect(openingAt(all, opening.until - 1).kind).toBe('closed')
      }),
      { seed: 9, numRuns: 150 },
    )
  })
})

describe('a window that cannot be read', () => {
  test.each([
    'always',
    '',
    'Mon-',
    'Mon 9:00-16:00',
    'Mon 09:00',
    'Mon 09:00-09:00',
    'Mon 25:00-26:00',
    'Mon 09:60-10:00',
    'Mon 24:00-08:00',
    'Monday 09:00-10:00',
    'Mon 09:00-10:00 Tue',
    '09:00-10:00 Mon',
    '2026-02-30',
    '2026-12-26..2026-12-24',
    '2026-12-24..',
    '2026-12-24T25:00',
  ])('is told: %p', (text) => {
    expect(readWindow(text)).toHaveProperty('wanted')
  })
})
