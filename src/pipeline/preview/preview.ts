/** Two runs that wrote nothing, one of the base and one of what is proposed -> what the proposal changes. */
import { isDeepStrictEqual } from 'node:util'
import type { EnvironmentPlan } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import type { RunReport } from '../../model/report.ts'
import { allProblems } from '../report/report.ts'
import { type ChoiceStep, choiceSteps, isSameChoice } from './choices.ts'
import { type EnvironmentStep, environmentSteps } from './environments.ts'
import { type ValueStep, valueSteps } from './values.ts'

/** What merging would change. What is the same on both sides is only counted. */
export interface Preview {
  readonly choices: readonly ChoiceStep[]
  readonly values: readonly ValueStep[]
  readonly environments: readonly EnvironmentStep[]
  /** Those that the base has not. */
  readonly problems: readonly Problem[]
  /** What is proposed cannot be run at all. */
  readonly isBroken?: true
  readonly same: { readonly choices: number; readonly values: number; readonly problems: number }
}

/** `base` is undefined where it cannot be compared with: then everything is new. */
export function compare(base: RunReport | undefined, head: RunReport): Preview {
  const before = base?.environments ?? []
  const choices = split(choiceSteps(base, head), isSameChoice)
  const values = split(valueSteps(before, head.environments), isUnchanged)
  const environments = environmentSteps(before.map(environmentOf), head.environments.map(environmentOf))
  const known = new Set((base ? allProblems(base) : []).map(problemKey))
  const problems = split(allProblems(head), (problem) => known.has(problemKey(problem)))
  return {
    choices: choices.other,
    values: values.other,
    environments: environments.filter((step) => !isUnchanged(step)),
    problems: problems.other,
    same: { choices: choices.same, values: values.same, problems: problems.same },
  }
}

/** Is there nothing to say? */
export function isQuiet({ choices, values, environments, problems }: Preview): boolean {
  return [choices, values, environments, problems].every(({ length }) => length === 0)
}

function split<T>(
  all: readonly T[],
  isSame: (each: T) => boolean,
): { readonly same: number; readonly other: readonly T[] } {
  const other = all.filter((each) => !isSame(each))
  return { same: all.length - other.length, other }
}

function isUnchanged({ before, after }: ValueStep | EnvironmentStep): boolean {
  return isDeepStrictEqual(before, after)
}

function environmentOf({ environment }: EnvironmentPlan) {
  return environment
}

/** Lines move when a file is edited above them. */
function problemKey({ code, level, message, place }: Problem): string {
  return JSON.stringify([code, level, message, place?.file])
}
