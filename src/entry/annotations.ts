/** Problems as annotations on file and line, within what GitHub shows of them. */
import * as core from '@actions/core'
import { type Group, grouped } from '../model/grouped.ts'
import { printable } from '../model/printable.ts'
import { type Level, type Problem, levels } from '../model/problem.ts'
import { remedies } from '../model/remedies.ts'
import { shortened } from '../model/fitting.ts'
import { problemLines } from '../pipeline/report/terminal.ts'
import { inert } from './say.ts'

/** GitHub shows ten of a level a step. */
const shown = 10

/** Of a message the runner keeps so many characters (actions/runner ExecutionContext.cs, `_maxIssueMessageLength`). */
const longest = 4096

/** One problem, or several of one code in one file. */
type Alike = Group<Problem>

/**
 * Errors, then warnings, then notes; a file has one annotation for each code. Where there are more than GitHub shows, the tenth names the others, and the log
 * has them below it.
 */
export function annotate(problems: readonly Problem[]): void {
  for (const level of levels) {
    const own = together(problems.filter((problem) => problem.level === level))
    const told = own.length > shown ? own.slice(0, shown - 1) : own
    for (const alike of told) print(level, alike)
    const others = own.slice(told.length).flat()
    if (others.length > 0) tell(level, othersText(others), {})
    for (const line of others.flatMap(problemLines)) core.info(inert(line))
  }
}

/** In the order in which they first appear. What has no place stands alone: mostly it is about an image of its own. */
function together(problems: readonly Problem[]): readonly Alike[] {
  const alike = grouped(problems, (problem) =>
    problem.place === undefined ? problem : JSON.stringify([problem.code, problem.place.file]),
  )
  return [...alike.values()]
}

function print(level: Level, alike: Alike): void {
  const [{ code, place }] = alike
  const at = place && {
    file: printable(place.file),
    ...(place.line !== undefined && { startLine: place.line }),
    ...(place.column !== undefined && { startColumn: place.column }),
  }
  // What to do is said in any case.
  const remedy = `\n${remedies[code]}`
  tell(level, `${shortened(messageOf(alike), longest - remedy.length)}${remedy}`, { title: code, ...at })
}

/** The same message is said once, with the other lines that it is true of. */
function messageOf([first, ...others]: Alike): string {
  const message = printable(first.message)
  if (others.length === 0) return message
  const lines = [...new Set(others.flatMap(({ place }) => place?.line ?? []))]
  if (others.every((other) => other.message === first.message))
    return lines.length === 0
      ? message
      : `${message}\nAlso in ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}.`
  return [first, ...others]
    .map(
      ({ place, message: own }) => (place?.line === undefined ? '' : `Line ${place.line}: `) + printable(own),
    )
    .join('\n')
}

function othersText(others: readonly Problem[]): string {
  const head =
    others.length === 1
      ? '1 more problem of this level, which is in the log:'
      : `${others.length} more problems of this level, which are in the log:`
  const named = others.map(({ code, place, message }) =>
    printable(`${code}${place === undefined ? '' : ` in ${place.file}`}: ${message}`),
  )
  return shortened([head, ...named].join('\n'), longest)
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
