/** The largest or the smallest number. Flux: image-reflector-controller internal/policy/numerical.go. */
import { parseGoFloat } from '../../languages/number/number.ts'
import type { Order } from '../../model/policy.ts'
import { dropped, nothing, rank, type Ranking, shown } from './record.ts'
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

/** Keys and their values side by side, which costs less than a hundred thousand pairs. */
interface Candidates {
  readonly keys: readonly string[]
  readonly values: readonly number[]
}

function chooseNumber(keys: readonly string[], compare: Compare): Verdict {
  const unparsable: string[] = []
  const values: number[] = []
  for (const key of keys) {
    const value = parseGoFloat(key)
    if (value === undefined) unparsable.push(key)
    else values.push(value)
  }
  const outcome = unparsable.length > 0 ? notANumber(unparsable) : won({ keys, values }, compare)
  return { outcome, unparsable: dropped(unparsable), outOfRange: nothing }
}

/** Flux stops at the first in its list, which is the last by bytes. */
function notANumber(keys: readonly string[]): Lost {
  const key = keys.reduce((last, key) => (compareBytes(key, last) > 0 ? key : last))
  const others = keys.length > 1 ? ` (one of ${keys.length} such values)` : ''
  return {
    kind: 'lost',
    code: 'value-not-a-number',
    message: `${JSON.stringify(key)} is not a number${others}; a numerical policy fails unless its filter lets only numbers through, as ^[0-9]+$ does`,
    flux: `failed to parse invalid numeric value '${key}'`,
    key,
  }
}

function won({ keys, values }: Candidates, compare: Compare): Won {
  const ranking: Ranking<Candidate> = {
    isAbove: (a, b) => (compare(a.value, b.value) || compareBytes(b.key, a.key)) > 0,
    atMost: 1 + shown,
  }
  const lastNaN = firstByBytes(keys.filter((_, at) => Number.isNaN(values[at])))
  const best: Candidate[] = []
  for (const [at, value] of values.entries()) {
    const key = keys[at] ?? ''
    if (isAfter(key, lastNaN)) rank(best, { key, value }, ranking)
  }
  const [winner = lastNaN ?? '', ...runnersUp] = best.map(({ key }) => key)
  return { kind: 'won', key: winner, runnersUp }
}

function firstByBytes(keys: readonly string[]): string | undefined {
  return keys.reduce<string | undefined>(
    (first, key) => (first === undefined || compareBytes(key, first) < 0 ? key : first),
    undefined,
  )
}

/**
 * NaN gives way to whatever follows it in Flux's list, and takes the place of whatever leads. So only what follows the last NaN
 * takes part; Flux's list is descending by bytes.
 */
function isAfter(key: string, lastNaN: string | undefined): boolean {
  return lastNaN === undefined || compareBytes(key, lastNaN) < 0
}
