/** Throwing and catching problems where they come in numbers, or where what goes wrong is no more than an answer that is missing. */
import { type Problem, ProblemError, problemsOf } from './problem.ts'

/** Throws one ProblemError with all of them, where there are any. */
export function throwIfAny(problems: readonly Problem[]): void {
  const [first, ...others] = problems
  if (first !== undefined) throw new ProblemError([first, ...others])
}

/** What it gives, or undefined where a problem says why not; a fault of ours is thrown on. */
export function unlessProblem<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (thrown) {
    problemsOf(thrown)
    return undefined
  }
}
