/** The last or the first by bytes. Flux: image-reflector-controller internal/policy/alphabetical.go. */
import type { Order } from '../../model/policy.ts'
import { nothing, rank, shown } from './record.ts'
import type { Rule } from './rule.ts'
import { compareBytes } from './tags.ts'

/** `asc` wants the last, `desc` the first. Every text fits. */
export function alphabeticalRule(order: Order): Rule {
  const compare = (a: string, b: string): number =>
    order === 'asc' ? compareBytes(a, b) : compareBytes(b, a)
  const ranking = { isAbove: (a: string, b: string) => compare(a, b) > 0, atMost: 1 + shown }
  return {
    kind: 'alphabetical',
    sentence: order === 'asc' ? 'last in alphabetical order' : 'first in alphabetical order',
    choose: (keys) => {
      const best: string[] = []
      for (const key of keys) rank(best, key, ranking)
      const [key = '', ...runnersUp] = best
      return { outcome: { kind: 'won', key, runnersUp }, unparsable: nothing, outOfRange: nothing }
    },
    objection: () => undefined,
    compare,
    preference: (winner) =>
      `${JSON.stringify(winner)} comes ${order === 'asc' ? 'later' : 'earlier'} in alphabetical order`,
  }
}
