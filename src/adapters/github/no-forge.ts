/** Stands in where no forge can be: direct commits need none, so it complains only when it is asked. */
import type { ProblemError } from '../../model/problem.ts'
import type { Forge } from '../../ports.ts'

/** Every method throws the problem; what would only add words to a request gives nothing. */
export function noForge(problem: ProblemError): Forge {
  const refuse = () => Promise.reject(problem)
  return {
    whoAmI: refuse,
    rules: refuse,
    find: refuse,
    entering: refuse,
    open: refuse,
    update: refuse,
    furnish: refuse,
    comment: refuse,
    findComment: refuse,
    editComment: refuse,
    close: refuse,
    arm: refuse,
    disarm: refuse,
    signals: refuse,
    setStatus: refuse,
    labelledBy: refuse,
    compare: () => Promise.resolve(undefined),
    releases: () => Promise.resolve([]),
  }
}
