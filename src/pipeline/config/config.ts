/** The second step: the bytes of a configuration become Config, or all of its problems at once. */
import type { Config } from '../../model/environment.ts'
import { ProblemError, type Problem } from '../../model/problem.ts'
import { readOwn } from './own/own.ts'

/** A configuration file. */
export interface ConfigSource {
  /** Relative to the repository's root; problems name it. */
  readonly file: string
  readonly text: string
}

/** A configuration without errors. */
export interface ConfigResult {
  readonly config: Config
  readonly warnings: readonly Problem[]
}

/**
 * Reads our own configuration; environments that name no branch are on `defaults.branch`.
 * Throws one ProblemError with everything that is wrong, warnings included, each with file, line and column, in the file's order.
 */
export function readConfig(source: ConfigSource, defaults: { readonly branch: string }): ConfigResult {
  const { config, problems } = readOwn(source, defaults)
  const [first, ...others] = inOrder(problems)
  if (config !== undefined) return { config, warnings: first === undefined ? [] : [first, ...others] }
  if (first === undefined) throw new Error('the configuration gave neither a result nor a problem')
  throw new ProblemError([first, ...others])
}

/** By line and column; what was found twice at one place is told once. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const line = ({ place }: Problem): number => place?.line ?? 0
  const column = ({ place }: Problem): number => place?.column ?? 0
  const told = new Map(problems.map((problem) => [JSON.stringify([problem.place, problem.message]), problem]))
  return [...told.values()].sort((a, b) => line(a) - line(b) || column(a) - column(b))
}
