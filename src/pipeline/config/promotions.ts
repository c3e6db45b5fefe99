/** Promotion where Flux's automations take part: their names are known only when their objects have been read. */
import type { Environment } from '../../model/environment.ts'
import type { Place, Problem } from '../../model/problem.ts'
import { circlesAmong } from './circles.ts'
import { hint, quote } from './own/wording.ts'

/** What is wrong with what these environments take from one another. The place is that of the automation, or of a policy. */
export function findWrongPromotions(environments: readonly Environment[]): readonly Problem[] {
  const names = environments.map(({ name }) => name)
  const steps = environments.flatMap((environment) =>
    (environment.from?.sources ?? []).map((source) => ({
      from: environment.name,
      to: source.environment,
      place: placeOf(environment),
    })),
  )
  const unknown = steps
    .filter(({ to }) => !names.includes(to))
    .map(({ from, to, place }) =>
      wrong(
        `${quote(from)} takes from ${quote(to)}, and there is no such environment${hint(to, names)}`,
        place,
      ),
    )
  const circles = circlesAmong(steps).map(({ step: { place }, text }) => ({
    ...wrong(text, place),
    code: 'promotion-cycle' as const,
  }))
  return [...unknown, ...circles]
}

function wrong(message: string, place: Place | undefined): Problem {
  return { code: 'config-invalid', level: 'error', message, ...(place && { place }) }
}

function placeOf({ flux, policies: [first] }: Environment): Place | undefined {
  return flux?.place ?? first?.place
}
