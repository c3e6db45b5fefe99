/** Moments as values of Go, with the methods that templates ask for (Go: time.Time). */
import type { Bytes } from '../text/bytes.ts'
import { quote } from '../text/quote.ts'
import { bool, int, int64, nil, string } from '../values/make.ts'
import { basicType, getters, type GoSignature, type GoType, intType, stringType } from '../values/type.ts'
import type { GoInt, GoMethods, GoStruct, GoValue } from '../values/value.ts'
import { formatDuration } from './duration.ts'
import {
  calendarOf,
  later,
  type Moment,
  momentOf,
  months,
  nanosecondsOf,
  utc,
  weekdays,
  zeroMoment,
} from './moment.ts'
import { formatMoment } from './time-format.ts'

const durationType = basicType('int64', 'time.Duration', getters('String'))
const monthType = basicType('int', 'time.Month', getters('String'))
const weekdayType = basicType('int', 'time.Weekday', getters('String'))
const wallType = basicType('uint64')
const bare: GoType = { kind: 'struct', name: 'time.Time' }
const asked: readonly (readonly [string, readonly GoType[]])[] = [
  ['Format', [stringType]],
  ['Add', [durationType]],
  ['AddDate', [intType, intType, intType]],
  ['After', [bare]],
  ['Before', [bare]],
  ['Compare', [bare]],
  ['Equal', [bare]],
  ['Round', [durationType]],
  ['Sub', [bare]],
  ['Truncate', [durationType]],
]

const simple = [
  'String',
  'GoString',
  'MarshalJSON',
  'Year',
  'Month',
  'Day',
  'Hour',
  'Minute',
  'Second',
  'Nanosecond',
  'Weekday',
  'YearDay',
  'Unix',
  'UnixMilli',
  'UnixMicro',
  'UnixNano',
  'UTC',
  'Local',
  'IsZero',
  'IsDST',
]

export const timeType: GoType = {
  ...bare,
  fields: [
    { name: 'wall', type: wallType },
    { name: 'ext', type: basicType('int64') },
    { name: 'loc', type: basicType('int64') },
  ],
  methods: new Map<string, GoSignature>([
    ...getters(...simple),
    ...asked.map(([name, parameters]) => [name, { parameters, isVariadic: false }] as const),
  ]),
}

/** Wall and monotonic clock hold the moment here, as Go has it for moments from texts. */
export function timeValue(moment: Moment): GoStruct {
  const fields = [
    int(moment.nanoseconds, wallType),
    int64(moment.seconds - zeroMoment.seconds),
    int64(BigInt(moment.zone.offset)),
  ]
  return { kind: 'struct', type: timeType, fields, methods: methodsOf(moment) }
}

/** The moment of such a value; zero time for any other. */
export function momentBehind(value: GoValue | undefined): Moment {
  if (value?.kind !== 'struct' || value.type.name !== timeType.name) return zeroMoment
  const [nanoseconds = 0n, seconds = 0n, offset = 0n] = value.fields.map((field) =>
    field.kind === 'int' ? field.value : 0n,
  )
  const zone = { name: offset === 0n ? utc.name : '', offset: Number(offset) }
  return { seconds: seconds + zeroMoment.seconds, nanoseconds: Number(nanoseconds), zone }
}

function methodsOf(moment: Moment): GoMethods {
  return new Map([...partsOf(moment), ...numbersOf(moment), ...stepsFrom(moment), ...comparisonsOf(moment)])
}

type Methods = readonly (readonly [string, (...given: readonly GoValue[]) => GoValue])[]

function partsOf(moment: Moment): Methods {
  const { year, month, day, hour, minute, second, weekday, yearDay } = calendarOf(moment)
  return [
    ['Year', () => int(year)],
    ['Month', () => named(int(month, monthType), months[month - 1])],
    ['Weekday', () => named(int(weekday, weekdayType), weekdays[weekday])],
    ['Day', () => int(day)],
    ['YearDay', () => int(yearDay)],
    ['Hour', () => int(hour)],
    ['Minute', () => int(minute)],
    ['Second', () => int(second)],
  ]
}

function numbersOf(moment: Moment): Methods {
  const format = (layout: string): GoValue => string(formatMoment(moment, layout))
  return [
    ['String', () => format('2006-01-02 15:04:05.999999999 -0700 MST')],
    ['GoString', () => string(goText(moment))],
    ['MarshalJSON', () => format('"2006-01-02T15:04:05.999999999Z07:00"')],
    ['Format', (layout = nil) => format(layout.kind === 'string' ? layout.bytes : '')],
    ['Nanosecond', () => int(moment.nanoseconds)],
    ['Unix', () => int64(moment.seconds)],
    ['UnixMilli', () => int64(nanosecondsOf(moment) / 1_000_000n)],
    ['UnixMicro', () => int64(nanosecondsOf(moment) / 1000n)],
    ['UnixNano', () => int64(nanosecondsOf(moment))],
    ['IsDST', () => bool(false)],
    ['IsZero', () => bool(nanosecondsOf(moment) === nanosecondsOf(zeroMoment))],
  ]
}

/** As Go would write it. */
function goText(moment: Moment): Bytes {
  const { year, month, day, hour, minute, second } = calendarOf(moment)
  const zone = moment.zone.name === utc.name ? 'time.UTC' : `time.Location(${quote(moment.zone.name)})`
  const parts = [year, `time.${months[month - 1]}`, day, hour, minute, second, moment.nanoseconds, zone]
  return `time.Date(${parts.join(', ')})`
}

function stepsFrom(moment: Moment): Methods {
  return [
    ['UTC', () => timeValue({ ...moment, zone: utc })],
    ['Local', () => timeValue({ ...moment, zone: utc })],
    ['Truncate', (span) => timeValue(later(moment, -overOf(moment, numberOf(span))))],
    ['Round', (span) => timeValue(later(moment, toNext(moment, numberOf(span))))],
    ['Add', (span) => timeValue(later(moment, numberOf(span)))],
    ['AddDate', (...given) => timeValue(addDate(moment, given.map(numberOf).map(Number)))],
  ]
}

function comparisonsOf(moment: Moment): Methods {
  const after = (other?: GoValue): bigint => nanosecondsOf(moment) - nanosecondsOf(momentBehind(other))
  return [
    ['After', (other) => bool(after(other) > 0n)],
    ['Before', (other) => bool(after(other) < 0n)],
    ['Compare', (other) => int(after(other) > 0n ? 1 : after(other) < 0n ? -1 : 0)],
    ['Equal', (other) => bool(after(other) === 0n)],
    ['Sub', (other) => durationValue(after(other))],
  ]
}

/** What is longer than a duration can be is as long as it can be. */
function durationValue(span: bigint): GoValue {
  const [shortest, longest] = [-(2n ** 63n), 2n ** 63n - 1n]
  const held = span < shortest ? shortest : span > longest ? longest : span
  return named(int(held, durationType), formatDuration(held))
}

/** How far beyond the last multiple of the span it is, counted from the zero time. */
function overOf(moment: Moment, span: bigint): bigint {
  return span <= 0n ? 0n : (nanosecondsOf(moment) - nanosecondsOf(zeroMoment)) % span
}

function toNext(moment: Moment, span: bigint): bigint {
  const over = overOf(moment, span)
  return over + over < span || span <= 0n ? -over : span - over
}

function numberOf(value: GoValue | undefined): bigint {
  return value?.kind === 'int' ? value.value : 0n
}

/** A number that prints as its name. */
function named(value: GoInt, name = ''): GoValue {
  return { ...value, methods: new Map([['String', () => string(name)]]) }
}

function addDate(moment: Moment, [years = 0, ofMonths = 0, days = 0]: readonly number[]): Moment {
  const { year, month, day, ...clock } = calendarOf(moment)
  const { nanoseconds, zone } = moment
  return momentOf(
    { ...clock, nanoseconds, year: year + years, month: month + ofMonths, day: day + days },
    zone,
  )
}
