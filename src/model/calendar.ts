/** When changes may be made: weekly hours and days, on the wall clock of a time zone. */

/** An environment's `windows`. Without `allow` every hour is allowed that `deny` does not take. */
export interface Windows {
  readonly allow: readonly Window[]
  readonly deny: readonly Window[]
  /** IANA name, as in `Europe/Berlin`. */
  readonly timezone: string
}

/** What it means on the wall clock, and as it was written. */
export type Window =
  | {
      readonly kind: 'weekly'
      readonly text: string
      /** Days on which it begins, 1 for Monday to 7 for Sunday (ISO 8601). */
      readonly days: readonly number[]
      /** Minutes since midnight; where the end is not behind the start, it lies on the next day. */
      readonly start: number
      readonly end: number
    }
  | {
      readonly kind: 'dates'
      readonly text: string
      /** `YYYY-MM-DDTHH:MM`; the end does not belong to it. */
      readonly from: string
      readonly until: string
    }

/** Are changes allowed at that time (milliseconds since 1970), and if not, which windows say so and when will they be? */
export type Opening =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'closed'
      /** The window of `deny` that it lies in; absent where it lies in none of `allow`. */
      readonly by?: Window
      /** Absent where it does not open within thirteen months. */
      readonly until?: number
    }

/** The wall clock decides: an hour that is skipped when clocks go forward is in no window, and one that comes twice is in it twice. */
export function openingAt(windows: Windows, at: number): Opening {
  const clock = wallClock(windows.timezone)
  const state = stateAt(windows, clock(at))
  if (state.kind === 'open') return state
  const isOpen = (edge: number) => stateAt(windows, clock(edge)).kind === 'open'
  const [near, far] = horizons
  const until =
    edges(windows, { at, days: near, clock }).find(isOpen) ??
    edges(windows, { at, days: far, clock }).find(isOpen)
  return { ...state, ...(until !== undefined && { until }) }
}

/** Does this version know the time zone? */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

interface Wall {
  /** `YYYY-MM-DDTHH:MM` */
  readonly text: string
  /** 1 for Monday to 7 for Sunday. */
  readonly day: number
  /** Since midnight. */
  readonly minute: number
}

type WallClock = (at: number) => Wall

function wallClock(timeZone: string): WallClock {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return (at) => {
    const found = new Map(parts.formatToParts(at).map(({ type, value }) => [type, value]))
    const part = (name: Intl.DateTimeFormatPartTypes) => found.get(name) ?? ''
    const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
    const [hour, minute] = [part('hour'), part('minute')]
    return {
      text: `${date}T${hour}:${minute}`,
      day: new Date(`${date}T00:00:00Z`).getUTCDay() || 7,
      minute: Number(hour) * 60 + Number(minute),
    }
  }
}

function stateAt({ allow, deny }: Windows, wall: Wall): Opening {
  const by = deny.find((window) => holds(window, wall))
  if (by !== undefined) return { kind: 'closed', by }
  const isAllowed = allow.length === 0 || allow.some((window) => holds(window, wall))
  return isAllowed ? { kind: 'open' } : { kind: 'closed' }
}

function holds(window: Window, { text, day, minute }: Wall): boolean {
  switch (window.kind) {
    case 'dates':
      return window.from <= text && text < window.until
    case 'weekly': {
      const { days, start, end } = window
      const yesterday = day === 1 ? 7 : day - 1
      const today = days.includes(day)
      if (start < end) return today && start <= minute && minute < end
      return (today && minute >= start) || (days.includes(yesterday) && minute < end)
    }
  }
}

const [minute, day] = [60_000, 86_400_000]
/** Most windows open within a week. */
const horizons = [8, 400] as const

interface Span {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly days: number
  readonly clock: WallClock
}

/** The times behind `at` at which something may open: where a window begins or ends, and where the zone changes its clocks. In order. */
function edges(windows: Windows, { at, days, clock }: Span): readonly number[] {
  const all = [...windows.allow, ...windows.deny]
  const times = all.flatMap((each) => (each.kind === 'weekly' ? [each.start, each.end] : []))
  const dates = all.flatMap((each) => (each.kind === 'dates' ? [each.from, each.until] : []))
  const found = new Set<number>()
  for (let noon = at - day; noon <= at + days * day; noon += day) {
    const offsets = [offsetAt(noon, clock), offsetAt(noon + day, clock)] as const
    const midnight = Date.parse(`${clock(noon).text.slice(0, 10)}T00:00Z`)
    const texts = [...new Set([0, ...times])].map((each) => midnight + each * minute)
    for (const offset of new Set(offsets)) for (const text of texts) found.add(text - offset)
    if (offsets[0] !== offsets[1]) found.add(changeBetween(noon, noon + day, clock))
  }
  for (const text of dates) {
    const plain = Date.parse(`${text}Z`)
    for (const near of [plain - day, plain + day]) found.add(plain - offsetAt(near, clock))
  }
  return [...found].filter((edge) => edge > at).toSorted((one, other) => one - other)
}

/** The first moment at which the clock is changed; it is at the one time and not at the other. */
function changeBetween(one: number, other: number, clock: WallClock): number {
  let [before, after] = [Math.floor(one / minute), Math.ceil(other / minute)]
  const offset = offsetAt(before * minute, clock)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(middle * minute, clock) === offset) before = middle
    else after = middle
  }
  return after * minute
}

/** How far the wall clock is ahead of UTC. */
function offsetAt(at: number, clock: WallClock): number {
  return Date.parse(`${clock(at).text}Z`) - Math.floor(at / minute) * minute
}
