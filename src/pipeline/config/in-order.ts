/** The order in which problems of files are told. */
import type { Problem } from '../../model/problem.ts'

/** File by file as they come, in each by line and column; what was found twice at one place is told once. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ place }) => place?.file))]
  const file = ({ place }: Problem): number => files.indexOf(place?.file)
  const line = ({ place }: Problem): number => place?.line ?? 0
  const column = ({ place }: Problem): number => place?.column ?? 0
  const told = new Map(problems.map((problem) => [JSON.stringify([problem.place, problem.message]), problem]))
  return [...told.values()].sort((a, b) => file(a) - file(b) || line(a) - line(b) || column(a) - column(b))
}
