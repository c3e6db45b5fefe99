/** Rules on promotion: who may take from whom. */
import type { Draft, Rule } from './draft.ts'
import { wrongValue, type Finding, type Path } from './finding.ts'
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
  return steps(draft)
    .filter(({ to }) => !names.includes(to))
    .map(({ to, path }) => wrongValue(path, `there is no environment ${quote(to)}${hint(to, names)}`))
}

function sourcesAreDistinct(draft: Draft): readonly Finding[] {
  const all = steps(draft)
  return all.flatMap(({ from, to, path }, position) =>
    all.findIndex((other) => other.from === from && other.to === to) < position
      ? [wrongValue(path, `${quote(to)} is named already; wanted it once`)]
      : [],
  )
}

/** Each circle is told once, where its first environment in the file takes from the next. */
function nobodyWaitsForItself(draft: Draft): readonly Finding[] {
  const all = steps(draft)
  const told = new Set<string>()
  return all.flatMap((step) => {
    const way = wayBack(step, all)
    if (way === undefined || way.some((name) => told.has(name))) return []
    for (const name of way) told.add(name)
    const circle = [...way, step.from].map(quote).join(' takes from ')
    return [wrongValue(step.path, `${circle}, so none of them would ever take anything`, 'promotion-cycle')]
  })
}

/** The names on the shortest way from the step's environment through its source back to it, without the last. */
function wayBack(step: Step, all: readonly Step[]): readonly string[] | undefined {
  const seen = new Set<string>([step.to])
  const ways: (readonly string[])[] = [[step.from, step.to]]
  for (const way of ways) {
    const last = way.at(-1) ?? ''
    if (last === step.from) return way.slice(0, -1)
    const next = all.filter(({ from, to }) => from === last && (to === step.from || !seen.has(to)))
    for (const { to } of next) {
      seen.add(to)
      ways.push([...way, to])
    }
  }
  return undefined
}

function bypassesAreOnRequests({ environments }: Draft): readonly Finding[] {
  return [...environments].flatMap(([name, { from, delivery }]) =>
    from?.bypass === undefined || isByRequest(delivery)
      ? []
      : [
          wrongValue(
            ['environments', name, 'from', 'bypass'],
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
  readonly from: string
  readonly to: string
  /** Of the source's name. */
  readonly path: Path
}

function steps({ environments }: Draft): readonly Step[] {
  return [...environments].flatMap(([name, { from }]) => {
    if (from === undefined) return []
    const path = ['environments', name, 'from']
    const list = from.all === undefined ? 'any' : 'all'
    return sourcesOf(from).map((source, position) => ({
      from: name,
      to: source.environment,
      path: [...path, ...(from.environment === undefined ? [list, position] : []), 'environment'],
    }))
  })
}
