/** What the doors do with what was thrown: problems are told, anything else is a fault of ours. */
import { type Problem, ProblemError } from '../model/problem.ts'

export type Thrown =
  | { readonly kind: 'problems'; readonly problems: readonly Problem[]; readonly exitCode: 1 }
  | { readonly kind: 'fault'; readonly lines: readonly string[]; readonly exitCode: 2 }

/** Takes anything; a fault's lines hold its stack and those of its causes. */
export function explain(thrown: unknown): Thrown {
  if (thrown instanceof ProblemError) return { kind: 'problems', problems: thrown.problems, exitCode: 1 }
  const asked = 'Image Bump failed by a fault of its own. Please report it with these lines:'
  return { kind: 'fault', lines: [asked, ...stackLines(thrown)], exitCode: 2 }
}

/** "fetch failed" alone says nothing: why it failed stands in the cause. */
function stackLines(thrown: unknown): readonly string[] {
  if (!isErrorLike(thrown)) return String(thrown).split('\n')
  const own = (thrown.stack ?? thrown.message).split('\n')
  return thrown.cause === undefined ? own : [...own, 'Caused by:', ...stackLines(thrown.cause)]
}

function isErrorLike(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown
}
