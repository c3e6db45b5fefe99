/** Moments by a layout such as `2006-01-02` (Go: time.Format). */
import type { Bytes } from '../text/bytes.ts'
import { type Calendar, calendarOf, type Moment, months, weekdays } from './moment.ts'

/** The parts of a layout that stand for something, in the order in which Go tries them. */
export const layoutPattern =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm|-07(?:0000|:00:00|00|:00)?|Z07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?!\d)/g

/** Formats a moment. What stands for nothing is copied. */
export function formatMoment(moment: Moment, layout: Bytes): Bytes {
  const calendar = calendarOf(moment)
  return layout.replaceAll(layoutPattern, (part) => formatPart(part, moment, calendar))
}

function formatPart(part: string, moment: Moment, calendar: Calendar): string {
  const simple = simples.get(part)
  if (simple !== undefined) return simple(calendar)
  if (part === 'MST') return moment.zone.name || formatOffset('-0700', moment.zone.offset)
  return /^[-Z]/.test(part)
    ? formatOffset(part, moment.zone.offset)
    : formatFraction(part, moment.nanoseconds)
}

const simples: ReadonlyMap<string, (calendar: Calendar) => string> = new Map<
  string,
  (calendar: Calendar) => string
>([
  ['January', ({ month }) => months[month - 1] ?? ''],
  ['Jan', ({ month }) => months[month - 1]?.slice(0, 3) ?? ''],
  ['Monday', ({ weekday }) => weekdays[weekday] ?? ''],
  ['Mon', ({ weekday }) => weekdays[weekday]?.slice(0, 3) ?? ''],
  ['01', ({ month }) => padded(month, 2)],
  ['1', ({ month }) => String(month)],
  ['02', ({ day }) => padded(day, 2)],
  ['_2', ({ day }) => String(day).padStart(2, ' ')],
  ['2', ({ day }) => String(day)],
  ['002', ({ yearDay }) => padded(yearDay, 3)],
  ['__2', ({ yearDay }) => String(yearDay).padStart(3, ' ')],
  ['15', ({ hour }) => padded(hour, 2)],
  ['03', ({ hour }) => padded(onTwelve(hour), 2)],
  ['3', ({ hour }) => String(onTwelve(hour))],
  ['04', ({ minute }) => padded(minute, 2)],
  ['4', ({ minute }) => String(minute)],
  ['05', ({ second }) => padded(second, 2)],
  ['5', ({ second }) => String(second)],
  ['06', ({ year }) => padded(Math.abs(year) % 100, 2)],
  ['2006', ({ year }) => (year < 0 ? `-${padded(-year, 4)}` : padded(year, 4))],
  ['PM', ({ hour }) => (hour >= 12 ? 'PM' : 'AM')],
  ['pm', ({ hour }) => (hour >= 12 ? 'pm' : 'am')],
])

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function onTwelve(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12
}

function formatOffset(part: string, offset: number): string {
  if (part.startsWith('Z') && offset === 0) return 'Z'
  const size = Math.abs(offset)
  const colon = part.includes(':') ? ':' : ''
  const minutes = part.length > 3 ? colon + padded(Math.floor(size / 60) % 60, 2) : ''
  const seconds = part.length > 6 ? colon + padded(size % 60, 2) : ''
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(size / 3600), 2)}${minutes}${seconds}`
}

/** Nines leave out the zeros at the end. */
function formatFraction(part: string, nanoseconds: number): string {
  const digits = padded(nanoseconds, 9).slice(0, part.length - 1)
  const kept = part.endsWith('9') ? digits.replace(/0+$/, '') : digits
  return kept === '' ? '' : part.charAt(0) + kept
}
