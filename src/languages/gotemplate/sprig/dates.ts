/** Dates and spans of time (Go: Sprig date.go). Nothing asks the clock: what would do so fails. */
import { anything, aText, type Functions, type Parameter, takes } from '../evaluate/function.ts'
import { parseInt64 } from '../text/parse-number.ts'
import { Failure } from '../values/failure.ts'
import { string } from '../values/make.ts'
import type { GoValue } from '../values/value.ts'
import { formatDuration, parseDuration, roundDuration, second } from './duration.ts'
import { later, type Moment, zeroMoment } from './moment.ts'
import { parseMoment } from './time-parse.ts'
import { momentBehind, timeType, timeValue } from './time-value.ts'

const aMoment: Parameter<Moment> = { type: timeType, read: momentBehind }

const modified = takes([aText, aMoment], (span, moment) => timeValue(later(moment, parseDuration(span))))

export const dates: Functions = new Map([
  ['ago', takes([anything], askClock)],
  [
    'duration',
    takes([anything], (value) => string(formatDuration(BigInt.asIntN(64, secondsOf(value) * second)))),
  ],
  ['durationRound', takes([anything], (value) => string(roundDuration(spanOf(value))))],
  ['mustDateModify', modified],
  ['mustToDate', takes([aText, aText], (layout, text) => timeValue(parseMoment(layout, text)))],
  ['must_date_modify', modified],
  ['toDate', takes([aText, aText], (layout, text) => timeValue(parsedOrZero(layout, text)))],
  ['unixEpoch', takes([aMoment], ({ seconds }) => string(String(seconds)))],
])

/** Only a value that stands for no moment needs no clock: it counts as now. */
function askClock(value: GoValue): GoValue {
  const isNumber = value.kind === 'int' && /^int(?:64)?$/.test(value.type.name)
  if (isNumber || (value.kind === 'struct' && value.type.name === timeType.name)) {
    throw new Failure('there is no clock here')
  }
  return string('0s')
}

/** Texts and int64 count, other integers do not. */
function secondsOf(value: GoValue): bigint {
  if (value.kind === 'int' && value.type.name === 'int64') return value.value
  if (value.kind !== 'string' || value.type.name !== 'string') return 0n
  const read = parseInt64(value.bytes, 10)
  if (typeof read === 'bigint') return read
  if (read === 'invalid syntax') return 0n
  return value.bytes.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n
}

function spanOf(value: GoValue): bigint {
  if (value.kind === 'int' && value.type.name === 'int64') return value.value
  if (value.kind === 'struct' && value.type.name === timeType.name)
    throw new Failure('there is no clock here')
  if (value.kind !== 'string' || value.type.name !== 'string') return 0n
  try {
    return parseDuration(value.bytes)
  } catch (thrown) {
    if (thrown instanceof Failure) return 0n
    throw thrown
  }
}

function parsedOrZero(layout: string, text: string): Moment {
  try {
    return parseMoment(layout, text)
  } catch (thrown) {
    if (thrown instanceof Failure) return zeroMoment
    throw thrown
  }
}
