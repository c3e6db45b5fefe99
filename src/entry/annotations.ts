/** Problems as annotations on file and line. */
import * as core from '@actions/core'
import { printable } from '../model/printable.ts'
import type { Level, Problem } from '../model/problem.ts'
import { remedies } from '../model/remedies.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { inert } from './say.ts'

/** GitHub shows ten of a level a step. */
const shown = 10

/** Errors, then warnings, then notes. Where there are more than GitHub shows, the tenth says where the others are: in the log, below it. */
export function annotate(problems: readonly Problem[]): void {
  for (const level of ['error', 'warning', 'note'] as const) {
    const own = problems.filter((problem) => problem.level === level)
    const told = own.length > shown ? own.slice(0, shown - 1) : own
    const others = own.slice(told.length)
    for (const problem of told) print(level, problem)
    if (others.length > 0) tell(level, `${others.length} more problems of this level are in the log.`, {})
    for (const line of others.flatMap(problemLines)) core.info(inert(line))
  }
}

function print(level: Level, { code, message, place }: Problem): void {
  const at = place && {
    file: printable(place.file),
    ...(place.line !== undefined && { startLine: place.line }),
    ...(place.column !== undefined && { startColumn: place.column }),
  }
  tell(level, `${printable(message)}\n${remedies[code]}`, { title: code, ...at })
}

function tell(level: Level, message: string, at: core.AnnotationProperties): void {
  switch (level) {
    case 'error':
      return core.error(message, at)
    case 'warning':
      return core.warning(message, at)
    case 'note':
      return core.notice(message, at)
  }
}
