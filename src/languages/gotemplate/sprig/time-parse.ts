/** Texts to moments by a layout (Go: time.ParseInLocation with UTC). */
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import { Failure } from '../values/failure.ts'
import { daysIn, type Moment, momentOf, months, utc, weekdays } from './moment.ts'
import { layoutPattern } from './time-format.ts'
import { numbers, ranges, type Read } from './time-numbers.ts'

/** Throws a Failure with Go's words. */
export function parseMoment(layout: Bytes, text: Bytes): Moment {
  const read: Read = {
    layout,
    text,
    rest: text,
    year: 0,
    month: -1,
    day: -1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanoseconds: 0,
    half: undefined,
    zone: utc,
  }
  let at = 0
  for (const found of layout.matchAll(layoutPattern)) {
    skip(read, layout.slice(at, found.index))
    at = found.index + found[0].length
    readPart(read, found[0], layout.slice(at))
  }
  skip(read, layout.slice(at))
  if (read.rest !== '') throw wrong(read, '', read.rest, `: extra text: ${quote(read.rest)}`)
  return assembled(read)
}

function wrong({ layout, text }: Read, part: Bytes, rest: Bytes, why = ''): Failure {
  const reason = why === '' ? ` as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(part)}` : why
  return new Failure(`parsing time ${quote(text)}${reason}`)
}

/** Text of the layout; a blank in it stands for any number of them. */
function skip(read: Read, prefix: Bytes): void {
  for (const piece of prefix.match(/ +|[^ ]+/g) ?? []) {
    const isBlank = piece.startsWith(' ')
    const same = isBlank ? countBlanks(read.rest) : countSame(read.rest, piece)
    const isFine = isBlank ? same > 0 || read.rest === '' : same === piece.length
    read.rest = read.rest.slice(same)
    if (!isFine) throw wrong(read, prefix, read.rest)
  }
}

function countBlanks(text: Bytes): number {
  return /^ */.exec(text)?.[0].length ?? 0
}

function countSame(text: Bytes, wanted: Bytes): number {
  let count = 0
  while (count < wanted.length && text[count] === wanted[count]) count += 1
  return count
}

function readPart(read: Read, part: string, after: Bytes): void {
  const { rest } = read
  if (!takePart(read, part, after)) throw wrong(read, part, rest)
  const range = ranges.find(({ isOutside }) => isOutside(read))
  if (range !== undefined) throw wrong(read, part, rest, `: ${range.name} out of range`)
}

function takePart(read: Read, part: string, after: Bytes): boolean {
  if (part === 'January' || part === 'Jan')
    return takeName(read, months, part === 'Jan', (index) => (read.month = index + 1))
  if (part === 'Monday' || part === 'Mon') return takeName(read, weekdays, part === 'Mon', () => undefined)
  if (part === 'MST') return takeZoneName(read)
  if (/^[-Z]/.test(part)) return takeOffset(read, part)
  if (/^[.,]/.test(part)) return takeFraction(read, part)
  if (part === 'PM' || part === 'pm') return takeHalf(read, part)
  const number = numbers.get(part)
  const digits = number?.pattern.exec(read.rest)?.[1]
  if (number === undefined || digits === undefined) return false
  number.set(read, Number(digits))
  read.rest = read.rest.replace(number.pattern, '')
  if (part === '05' || part === '5') takeLooseFraction(read, after)
  return true
}

function takeName(
  read: Read,
  names: readonly string[],
  isShort: boolean,
  set: (index: number) => void,
): boolean {
  const rest = read.rest.toLowerCase()
  const wanted = names.map((name) => (isShort ? name.slice(0, 3) : name).toLowerCase())
  const index = wanted.findIndex((name) => rest.startsWith(name))
  if (index < 0) return false
  set(index)
  read.rest = read.rest.slice(wanted[index]?.length)
  return true
}

function takeHalf(read: Read, part: string): boolean {
  const half = read.rest.slice(0, 2)
  const isFine = part === 'PM' ? /^[AP]M$/.test(half) : /^[ap]m$/.test(half)
  if (isFine) read.half = half.toLowerCase() === 'pm' ? 'pm' : 'am'
  read.rest = read.rest.slice(2)
  return isFine
}

/** `UTC`, three to five capitals, or `GMT+3`. */
function takeZoneName(read: Read): boolean {
  const name =
    /^(?:UTC|GMT(?:[+-]\d{1,2})?|ChST|MeST|[A-Z]{4}T|[A-Z]{3}T(?![A-Z])|WITA|[A-Z]{3}(?![A-Z])|[+-]\d\d(?:\d\d)?)/.exec(
      read.rest,
    )?.[0]
  if (name === undefined) return false
  const hours = /^GMT([+-]\d+)$/.exec(name)?.[1]
  read.zone = name === 'UTC' ? utc : { name, offset: Number(hours ?? 0) * 3600 }
  read.rest = read.rest.slice(name.length)
  return true
}

function takeOffset(read: Read, part: string): boolean {
  if (part.startsWith('Z') && read.rest.startsWith('Z')) {
    read.rest = read.rest.slice(1)
    return true
  }
  const colon = part.includes(':') ? ':' : ''
  const pieces = Math.floor(part.replaceAll(':', '').length / 2)
  const found = new RegExp(`^([+-])(\\d\\d)${`${colon}(\\d\\d)`.repeat(pieces - 1)}`).exec(read.rest)
  if (found === null) return false
  const [whole, sign, hours = '0', minutes = '0', seconds = '0'] = found
  const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  read.zone = size === 0 ? utc : { name: '', offset: sign === '-' ? -size : size }
  read.rest = read.rest.slice(whole.length)
  return true
}

function takeFraction(read: Read, part: string): boolean {
  const isLoose = part.endsWith('9')
  const found = /^[.,](\d+)/.exec(read.rest)?.[1] ?? ''
  const digits = isLoose ? found : found.slice(0, part.length - 1)
  if (digits === '' || (!isLoose && digits.length < part.length - 1)) return isLoose
  read.nanoseconds = Number(digits.padEnd(9, '0').slice(0, 9))
  read.rest = read.rest.slice(digits.length + 1)
  return true
}

/** Seconds may have a fraction though the layout has none. */
function takeLooseFraction(read: Read, after: Bytes): void {
  const next = after.slice(after.search(layoutPattern))
  if (!/^[.,](?:0+|9+)(?!\d)/.test(next)) takeFraction(read, '.9')
}

function assembled(read: Read): Moment {
  const { year, half, zone } = read
  const hour =
    half === 'pm' && read.hour < 12 ? read.hour + 12 : half === 'am' && read.hour === 12 ? 0 : read.hour
  const hasYearDay = read.yearDay >= 0
  const month = hasYearDay ? 1 : Math.max(read.month, 1)
  const day = hasYearDay ? read.yearDay : read.day < 0 ? 1 : read.day
  const most = hasYearDay ? 337 + daysIn(2, year) : daysIn(month, year)
  if (day < 1 || day > most) throw wrong(read, '', '', `: ${hasYearDay ? 'day-of-year' : 'day'} out of range`)
  return momentOf({ ...read, month, day, hour }, zone)
}
