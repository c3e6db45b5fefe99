/** The numbers in a text that is read as a moment (Go: time.Parse). */
import type { Bytes } from '../text/bytes.ts'
import type { Zone } from './moment.ts'

/** What a text has said so far. */
export interface Read {
  readonly layout: Bytes
  readonly text: Bytes
  rest: Bytes
  year: number
  month: number
  day: number
  yearDay: number
  hour: number
  minute: number
  second: number
  nanoseconds: number
  half: 'am' | 'pm' | undefined
  zone: Zone
}

/** What is wrong with numbers, by the name that Go has for them. */
export const ranges: readonly { readonly name: string; readonly isOutside: (read: Read) => boolean }[] = [
  { name: 'month', isOutside: ({ month }) => month === 0 || month > 12 },
  { name: 'hour', isOutside: ({ hour }) => hour > 23 },
  { name: 'minute', isOutside: ({ minute }) => minute > 59 },
  { name: 'second', isOutside: ({ second }) => second > 59 },
]

/** How a number is found, and where it belongs. */
interface NumberPart {
  readonly pattern: RegExp
  readonly set: (read: Read, value: number) => void
}

const two = /^(\d\d)/
const short = /^(\d\d?)/

/** By the part of a layout. */
export const numbers: ReadonlyMap<string, NumberPart> = new Map<string, NumberPart>([
  ['2006', { pattern: /^(\d{4})/, set: (read, value) => (read.year = value) }],
  ['06', { pattern: two, set: (read, value) => (read.year = value + (value >= 69 ? 1900 : 2000)) }],
  ['01', { pattern: two, set: (read, value) => (read.month = value) }],
  ['1', { pattern: short, set: (read, value) => (read.month = value) }],
  ['02', { pattern: two, set: (read, value) => (read.day = value) }],
  ['2', { pattern: short, set: (read, value) => (read.day = value) }],
  ['_2', { pattern: /^ ?(\d\d?)/, set: (read, value) => (read.day = value) }],
  ['002', { pattern: /^(\d{3})/, set: (read, value) => (read.yearDay = value) }],
  ['__2', { pattern: /^ {0,2}(\d{1,3})/, set: (read, value) => (read.yearDay = value) }],
  ['15', { pattern: short, set: (read, value) => (read.hour = value) }],
  ['03', { pattern: two, set: (read, value) => (read.hour = value > 12 ? 24 : value) }],
  ['3', { pattern: short, set: (read, value) => (read.hour = value > 12 ? 24 : value) }],
  ['04', { pattern: two, set: (read, value) => (read.minute = value) }],
  ['4', { pattern: short, set: (read, value) => (read.minute = value) }],
  ['05', { pattern: two, set: (read, value) => (read.second = value) }],
  ['5', { pattern: short, set: (read, value) => (read.second = value) }],
])
