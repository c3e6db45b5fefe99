/** What would be written into marked values on two sides. */
import type { Environment } from '../../model/environment.ts'
import type { Change, EnvironmentPlan, HoldReason } from '../../model/plan.ts'
import type { Place } from '../../model/problem.ts'
import { grouped } from '../../model/grouped.ts'

/** A marked value; before and after are undefined on the side where it stays as it is, or is not there. */
export interface ValueStep {
  /** Environment and place are those of what is proposed, or of the base where only that would write. */
  readonly environment: Environment
  readonly place: Place
  readonly from: string
  readonly before?: Target
  readonly after?: Target
}

/** What would be written, or wants to be and is held. */
export interface Target {
  readonly to: string
  readonly held?: HoldReason
}

/** Lines move when a file is edited above them: of the same values of one file the first is taken for the first, and so on. */
export function valueSteps(
  before: readonly EnvironmentPlan[],
  after: readonly EnvironmentPlan[],
): readonly ValueStep[] {
  const left = new Map([...grouped(before.flatMap(wishesOf), keyOf)].map(([key, own]) => [key, [...own]]))
  const steps = after.flatMap(wishesOf).map((wish): ValueStep => {
    const old = left.get(keyOf(wish))?.shift()
    return { ...wish.value, ...(old && { before: old.target }), after: wish.target }
  })
  const gone = [...left.values()].flat().map((wish) => ({ ...wish.value, before: wish.target }))
  return [...steps, ...gone]
}

interface Wish {
  readonly value: Pick<ValueStep, 'environment' | 'place' | 'from'>
  readonly target: Target
}

function wishesOf({ environment, changes, holds }: EnvironmentPlan): readonly Wish[] {
  const wish = ({ marker, to }: Change, held?: HoldReason): Wish => ({
    value: { environment, place: marker.place, from: marker.value },
    target: { to, ...(held && { held }) },
  })
  return [...changes.map((change) => wish(change)), ...holds.map(({ change, why }) => wish(change, why))]
}

function keyOf({ value: { environment, place, from } }: Wish): string {
  return JSON.stringify([environment.name, place.file, from])
}
