/** Rules on promotion: who may take from whom. */
import type { Draft, Rule } from './draft.ts'
import { circlesAmong } from '../circles.ts'
import { wrongValue, type Finding, type Path } from './finding.ts'
import { allGated } from './gated.ts'
import { sourcesOf } from './resolve-promotion.ts'
import { hint, quote } from './wording.ts'
import type { WrittenDelivery } from './written-delivery.ts'

/** All rules on promotion. */
export const promotionRules: readonly Rule[] = [
  sourcesAreKnown,
  sourcesAreDistinct,
  nobodyWaitsForItself,
  bypassesAreOnRequests,
]

function sourcesAreKnown(draft: Draft): readonly Finding[] {
  const { environments: names } = draft.names
  if (names === undefined) return []
  // What Flux's automations are called is known when its objects are read.
  const mayBeOfFlux = (name: string) => draft.flux.length > 0 && name.includes('/')
  return steps(draft)
    .filter(({ to }) => !names.includes(to) && !mayBeOfFlux(to))
    .map(({ to, path }) => wrongValue(path, `there is no environment ${quote(to)}${hint(to, names)}`))
}

function sourcesAreDistinct(draft: Draft): readonly Finding[] {
  const all = steps(draft)
  return all.flatMap(({ to, path }, position) =>
    all.findIndex((other) => isSameList(other.path, path) && other.to === to) < position
      ? [wrongValue(path, `${quote(to)} is named already; wanted it once`)]
      : [],
  )
}

function isSameList(one: Path, other: Path): boolean {
  return one.slice(0, -2).join('\n') === other.slice(0, -2).join('\n')
}

/** Each circle is told once, where its first environment in the file takes from the next. */
function nobodyWaitsForItself(draft: Draft): readonly Finding[] {
  const all = steps(draft).flatMap((step) => (step.from === undefined ? [] : [{ ...step, from: step.from }]))
  return circlesAmong(all).map(({ step, text }) => wrongValue(step.path, text, 'promotion-cycle'))
}

function bypassesAreOnRequests(draft: Draft): readonly Finding[] {
  return allGated(draft).flatMap(({ path, name, settings: { from, delivery } }) =>
    from?.bypass === undefined || name === undefined || isByRequest(delivery)
      ? []
      : [
          wrongValue(
            [...path, 'from', 'bypass'],
            'a label opens the gates of a pull request; wanted `delivery: pullRequest`',
          ),
        ],
  )
}

function isByRequest(delivery: WrittenDelivery | undefined): boolean {
  return delivery === 'pullRequest' || (typeof delivery === 'object' && delivery.pullRequest !== undefined)
}

/** One environment takes from another. */
interface Step {
  /** Undefined for automations of Flux. */
  readonly from: string | undefined
  readonly to: string
  /** Of the source's name. */
  readonly path: Path
}

function steps(draft: Draft): readonly Step[] {
  return allGated(draft).flatMap(({ path: above, name, settings: { from } }) => {
    if (from === undefined) return []
    const path = [...above, 'from']
    const list = from.all === undefined ? 'any' : 'all'
    return sourcesOf(from).map((source, position) => ({
      from: name,
      to: source.environment,
      path: [...path, ...(from.environment === undefined ? [list, position] : []), 'environment'],
    }))
  })
}
