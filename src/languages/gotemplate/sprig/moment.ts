/** A moment in some time zone, and its calendar (Go: time.Time). */

export interface Moment {
  /** Since the beginning of 1970. */
  readonly seconds: bigint
  readonly nanoseconds: number
  readonly zone: Zone
}

export interface Zone {
  /** Empty if it is known by its offset only. */
  readonly name: string
  /** East of Greenwich, in seconds. */
  readonly offset: number
}

export const utc: Zone = { name: 'UTC', offset: 0 }

/** Go's zero time, the beginning of the year 1. */
export const zeroMoment: Moment = { seconds: -62_135_596_800n, nanoseconds: 0, zone: utc }

export interface Calendar {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  /** Sunday is 0. */
  readonly weekday: number
  /** From 1. */
  readonly yearDay: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** As it is on the calendars and clocks of its zone. */
export function calendarOf({ seconds, zone }: Moment): Calendar {
  const date = new Date((Number(seconds) + zone.offset) * 1000)
  const year = date.getUTCFullYear()
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - startOf(year)) / 86_400_000) + 1,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
}

function startOf(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1)
}

export interface Written extends Pick<Calendar, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'> {
  readonly nanoseconds: number
}

/** The moment that clocks of a zone show so. Days and months beyond their ends count on. */
export function momentOf(
  { year, month, day, hour, minute, second, nanoseconds }: Written,
  zone: Zone,
): Moment {
  const days = new Date(0).setUTCFullYear(year, month - 1, day) / 1000
  const seconds = BigInt(days + hour * 3600 + minute * 60 + second - zone.offset)
  return { seconds, nanoseconds, zone }
}

/** So many nanoseconds later. */
export function later(moment: Moment, span: bigint): Moment {
  const all = nanosecondsOf(moment) + span
  const nanoseconds = Number(((all % billion) + billion) % billion)
  return { ...moment, seconds: (all - BigInt(nanoseconds)) / billion, nanoseconds }
}

const billion = 1_000_000_000n

/** Since the beginning of 1970. */
export function nanosecondsOf({ seconds, nanoseconds }: Moment): bigint {
  return seconds * billion + BigInt(nanoseconds)
}

export function daysIn(month: number, year: number): number {
  return new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate()
}

export const months: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export const weekdays: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
]
