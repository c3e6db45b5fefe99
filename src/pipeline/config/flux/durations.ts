/** The form of Flux's durations. They decide nothing here, so one that is wrong is told and goes no further. */
import type { Problem } from '../../../model/problem.ts'
import { quote } from '../own/wording.ts'
import type { RawObject } from './documents.ts'
import { findVariable } from './needs.ts'

/** Which of `interval` and `timeout` Flux would refuse. A timeout has no hours (patterns of the CRDs). */
export function findOddDurations(
  raw: RawObject,
  { interval, timeout }: { readonly interval?: string | undefined; readonly timeout?: string | undefined },
): readonly Problem[] {
  return [...odd(raw, 'interval', interval), ...odd(raw, 'timeout', timeout)]
}

/** That `interval` is missing, where Flux requires it. */
export function findMissingInterval(raw: RawObject, interval: string | undefined): readonly Problem[] {
  if (interval !== undefined) return []
  const message = `\`spec.interval\` of this ${raw.kind} is missing. Flux requires it; here the schedule of the workflow decides.`
  return [
    { code: 'flux-object-incomplete', level: 'warning', message, place: raw.placeAt(['spec', 'interval']) },
  ]
}

const duration = /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/
const durationWithoutHours = /^([0-9]+(\.[0-9]+)?(ms|s|m))+$/

function odd(raw: RawObject, field: 'interval' | 'timeout', value: string | undefined): readonly Problem[] {
  const form = field === 'timeout' ? durationWithoutHours : duration
  if (value === undefined || form.test(value) || findVariable(value) !== undefined) return []
  const path = ['spec', field]
  const message = `${quote(path.join('.'))} of this ${raw.kind} is ${quote(value)}; Flux wants a duration such as \`5m\`.`
  return [{ code: 'flux-object-invalid', level: 'warning', message, place: raw.placeAt(path) }]
}
