/** The largest or the smallest number. Flux: image-reflector-controller internal/policy/numerical.go. */
import { parseGoFloat } from '../../languages/number/number.ts'
import type { Order } from '../../model/policy.ts'
import { dropped, nothing, rank, shown } from './record.ts'
import type { Lost, Objection, Rule, Verdict, Won } from './rule.ts'
import { compareBytes } from './tags.ts'

/** One key that is no number fails the whole policy. Of equal numbers the first by bytes wins, as it stands last in Flux's list. */
export function numericalRule(order: Order): Rule {
  const compare = comparison(order)
  return {
    kind: 'numerical',
    sentence: order === 'asc' ? 'largest number' : 'smallest number',
    choose: (keys) => chooseNumber(keys, compare),
    objection: (key) => (parseGoFloat(key) === undefined ? noNumber : undefined),
    compare: (a, b) => {
      const left = parseGoFloat(a) ?? Number.NaN
      const right = parseGoFloat(b) ?? Number.NaN
      return Number.isNaN(left) || Number.isNaN(right) ? undefined : compare(left, right)
    },
    preference: (winner, loser) => preference(order, [winner, loser]),
  }
}

const noNumber: Objection = {
  stage: 'not-parsable',
  predicate: 'is not a number, for which the whole policy fails',
}

function preference(order: Order, [winner, loser]: readonly [string, string]): string {
  const [left, right] = [parseGoFloat(winner), parseGoFloat(loser)]
  if (left === right) return `${winner} is the same number and comes first by bytes`
  if (Number.isNaN(left) || Number.isNaN(right)) return 'NaN has no order, so the place by bytes decides'
  return `${winner} is the ${order === 'asc' ? 'larger' : 'smaller'} number`
}

type Compare = (a: number, b: number) => number

/** Above 0 where the order prefers `a`. */
function comparison(order: Order): Compare {
  const sign = order === 'asc' ? 1 : -1
  return (a, b) => (a === b ? 0 : a > b ? sign : -sign)
}

interface Candidate {
  readonly key: string
  readonly value: number
}

function chooseNumber(keys: readonly string[], compare: Compare): Verdict {
  const unparsable: string[] = []
  const candidates: Candidate[] = []
  for (const key of keys) {
    const value = parseGoFloat(key)
    if (value === undefined) unparsable.push(key)
    else candidates.push({ key, value })
  }
  const outcome = unparsable.length > 0 ? notANumber(unparsable) : won(candidates, compare)
  return { outcome, unparsable: dropped(unparsable), outOfRange: nothing }
}

/** Flux stops at the first in its list, which is the last by bytes. */
function notANumber(keys: readonly string[]): Lost {
  const key = keys.reduce((last, key) => (compareBytes(key, last) > 0 ? key : last))
  const others = keys.length > 1 ? ` (one of ${keys.length} such values)` : ''
  return {
    kind: 'lost',
    code: 'value-not-a-number',
    message: `${JSON.stringify(key)} is not a number${others}, and a numerical policy compares all that its filter lets through`,
    flux: `failed to parse invalid numeric value '${key}'`,
    key,
  }
}

function won(candidates: readonly Candidate[], compare: Compare): Won {
  const isAbove = (a: Candidate, b: Candidate): boolean =>
    (compare(a.value, b.value) || compareBytes(b.key, a.key)) > 0
  const lastNaN = firstByBytes(candidates.filter(({ value }) => Number.isNaN(value)))
  const best: Candidate[] = []
  for (const candidate of candidates) {
    if (isAfter(candidate.key, lastNaN)) rank(best, candidate, { isAbove, atMost: 1 + shown })
  }
  const [winner = lastNaN ?? '', ...runnersUp] = best.map(({ key }) => key)
  return { kind: 'won', key: winner, runnersUp }
}

function firstByBytes([head, ...rest]: readonly Candidate[]): string | undefined {
  return rest.reduce((first, { key }) => (compareBytes(key, first ?? '') < 0 ? key : first), head?.key)
}

/**
 * NaN gives way to whatever follows it in Flux's list, and takes the place of whatever leads. So only what follows the last NaN
 * takes part; Flux's list is descending by bytes.
 */
function isAfter(key: string, lastNaN: string | undefined): boolean {
  return lastNaN === undefined || compareBytes(key, lastNaN) < 0
}
