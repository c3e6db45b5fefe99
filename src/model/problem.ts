/** What went wrong, as a value: a code, a level, a sentence, a place. Each code has its remedy here and its page in PROBLEMS.md. */

import type { ProblemCode } from './remedies.ts'

export type { ProblemCode } from './remedies.ts'

/** Where something stands: a file relative to the repository's root; line and column are 1-based, columns count UTF-16 units. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** `apps/dev/web.yaml:3:9`, as far as it is known. */
export function formatPlace({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}

/** The worst first. */
export const levels = ['error', 'warning', 'note'] as const

export type Level = (typeof levels)[number]

export interface Problem {
  readonly code: ProblemCode
  readonly level: Level
  /** One or two plain sentences: what was seen and what was wanted. Never a secret. */
  readonly message: string
  readonly place?: Place
  /** Flux's own text for the same failure, where Flux has one. */
  readonly flux?: string
}

/** The one class that ports, `parse` functions and the configuration reader throw. */
export class ProblemError extends Error {
  readonly problems: readonly [Problem, ...Problem[]]

  constructor(problems: readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    super(problems.map((problem) => problem.message).join('\n'), options)
    this.name = 'ProblemError'
    this.problems = problems
  }
}

/** A ProblemError with a single problem of level `error`. */
export function problemError(code: ProblemCode, message: string, place?: Place): ProblemError {
  return new ProblemError([{ code, level: 'error', message, ...(place && { place }) }])
}

/** The problems that a thrown value carries; anything else is a fault of ours and is thrown again. */
export function problemsOf(thrown: unknown): readonly [Problem, ...Problem[]] {
  if (thrown instanceof ProblemError) return thrown.problems
  throw thrown
}
