/** A window as people write it: `Mon-Thu 09:00-16:00`, `Sat,Sun`, `22:00-06:00`, `2026-12-20..2027-01-04`. */
import type { Window } from '../../../model/calendar.ts'

/** The window, or what was wanted instead. */
export function readWindow(text: string): Window | { readonly wanted: string } {
  const trimmed = text.trim()
  return /^[0-9]{4}-/.test(trimmed) ? readDates(trimmed) : readWeekly(trimmed)
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const weeklyForm = { wanted: 'days and hours such as `Mon-Thu 09:00-16:00`, `Sat,Sun` or `22:00-06:00`' }
const datesForm = { wanted: 'dates such as `2026-12-20..2027-01-04` or `2026-12-24T12:00..2026-12-27T09:00`' }

function readWeekly(text: string): Window | { readonly wanted: string } {
  const [first = '', second, ...rest] = text.split(/ +/)
  if (rest.length > 0) return weeklyForm
  const isTime = /^[0-9]/.test(first)
  if (isTime && second !== undefined) return weeklyForm
  const wantedDays = isTime ? [1, 2, 3, 4, 5, 6, 7] : readDays(first)
  const hours = readHours((isTime ? first : second) ?? '00:00-24:00')
  if (wantedDays === undefined || hours === undefined) return weeklyForm
  return { kind: 'weekly', text, days: wantedDays, ...hours }
}

function readDays(text: string): readonly number[] | undefined {
  const found = text.split(',').map((part) => {
    const [first = -1, last = first, ...rest] = part
      .split('-')
      .map((name) => days.indexOf(name.toLowerCase()))
    if (rest.length > 0 || first < 0 || last < 0) return undefined
    const length = ((last - first + 7) % 7) + 1
    return Array.from({ length }, (_, ahead) => ((first + ahead) % 7) + 1)
  })
  return found.includes(undefined) ? undefined : [...new Set(found.flatMap((each) => each ?? []))]
}

function readHours(text: string): { readonly start: number; readonly end: number } | undefined {
  const [, from = '', until = ''] = /^([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})$/.exec(text) ?? []
  const [start, end] = [readMinutes(from), readMinutes(until)]
  if (start === undefined || end === undefined || start === 1440 || start === end) return undefined
  return { start, end }
}

function readMinutes(text: string): number | undefined {
  const [hours = Number.NaN, minutes = Number.NaN] = text.split(':').map(Number)
  const all = hours * 60 + minutes
  return minutes < 60 && all <= 1440 ? all : undefined
}

function readDates(text: string): Window | { readonly wanted: string } {
  const [first = '', last = first, ...rest] = text.split('..')
  const [from, until] = [readMoment(first, 'begin'), readMoment(last, 'end')]
  if (rest.length > 0 || from === undefined || until === undefined || from >= until) return datesForm
  return { kind: 'dates', text, from, until }
}

/** A date alone is the whole day. */
function readMoment(text: string, at: 'begin' | 'end'): string | undefined {
  const [, date = '', time] = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}))?$/.exec(text) ?? []
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return undefined
  const minutes = time === undefined ? (at === 'begin' ? 0 : 1440) : readMinutes(time)
  if (minutes === undefined) return undefined
  return new Date(midnight + minutes * 60_000).toISOString().slice(0, 16)
}
