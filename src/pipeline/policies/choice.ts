/** What a person wrote under `policy`, checked: one choice, and the rule that goes with it. */
import { parseRange } from '../../languages/semver/semver.ts'
import type { Order, PolicyChoice, PolicySpec } from '../../model/policy.ts'
import type { Problem } from '../../model/problem.ts'
import { alphabeticalRule } from './alphabetical.ts'
import { numericalRule } from './numerical.ts'
import type { Rule } from './rule.ts'
import { semverRule } from './semver.ts'

/** The rule of a policy, or `choice-missing`, `order-invalid`, `range-invalid`. */
export function readRule(policy: PolicySpec['policy']): Rule | Problem {
  const choice = readChoice(policy)
  if ('code' in choice) return choice
  switch (choice.kind) {
    case 'semver':
      return readSemver(choice.range)
    case 'alphabetical':
      return alphabeticalRule(choice.order)
    case 'numerical':
      return numericalRule(choice.order)
  }
}

/** Of several choices the first counts: semver, alphabetical, numerical (Flux: internal/policy/factory.go). */
function readChoice(policy: PolicySpec['policy']): PolicyChoice | Problem {
  if (policy?.semver) return { kind: 'semver', range: policy.semver.range ?? '' }
  if (policy?.alphabetical) return ordered('alphabetical', policy.alphabetical.order)
  if (policy?.numerical) return ordered('numerical', policy.numerical.order)
  return {
    code: 'choice-missing',
    level: 'error',
    message: 'the policy has none of semver, alphabetical and numerical',
    flux: 'invalid policy: given ImagePolicyChoice object is invalid',
  }
}

function ordered(kind: 'alphabetical' | 'numerical', written: string = ''): PolicyChoice | Problem {
  const upper = upperCase(written)
  const order = orders.get(upper)
  if (order !== undefined) return { kind, order }
  return {
    code: 'order-invalid',
    level: 'error',
    message: `the order ${JSON.stringify(written)} is neither asc nor desc`,
    flux: `invalid policy: invalid order argument provided: '${upper}', must be one of: ASC, DESC`,
  }
}

/** Go: strings.ToUpper. It puts one sign for one: the `ß` stays. */
function upperCase(text: string): string {
  return text.replaceAll(/[^\0-\x7f]|[a-z]/gu, (sign) => {
    const upper = sign.toUpperCase()
    return Array.from(upper).length === 1 ? upper : sign
  })
}

/** In any case of letters; ascending where nothing is written. */
const orders: ReadonlyMap<string, Order> = new Map([
  ['', 'asc'],
  ['ASC', 'asc'],
  ['DESC', 'desc'],
])

function readSemver(text: string): Rule | Problem {
  const range = parseRange(text)
  if (range.kind === 'range') return semverRule(range)
  return {
    code: 'range-invalid',
    level: 'error',
    message: `the range ${JSON.stringify(text)} cannot be read: ${range.message}`,
    flux: `invalid policy: ${range.message}`,
  }
}
